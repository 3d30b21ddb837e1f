package dev.oxydra.runner;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shell daemon that only listens. */
final class FakeShell {
  private FakeShell() {}

  /** A behaviour: it writes to a file in the shared folder for as long as it can. */
  static final String FILLS = "fills";

  private static void fill(Path shared) throws IOException {
    Path behaviour = shared.resolve("behaviour");
    if (!Files.exists(behaviour) || !Files.readString(behaviour).strip().equals(FILLS)) {
      return;
    }
    try (var out = Files.newOutputStream(shared.resolve("filler"))) {
      for (int piece = 0; piece < 64; piece++) {
        out.write(new byte[1 << 20]);
      }
    }
  }

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(Path.of(args[args.length - 2])));
      if (Files.isDirectory(Path.of("/shared"))) {
        String[] looks = java.util.Arrays.copyOf(args, args.length - 2);
        Files.writeString(Path.of("/shared/shell-report.json"), SandboxProbe.report(looks));
      }
      fill(Path.of("/shared"));
      while (true) {
        listener.accept().close();
      }
    }
  }
}
