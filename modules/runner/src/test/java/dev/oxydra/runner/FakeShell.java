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

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(Path.of(args[args.length - 1])));
      if (Files.isDirectory(Path.of("/shared"))) {
        String[] looks = java.util.Arrays.copyOf(args, args.length - 1);
        Files.writeString(Path.of("/shared/shell-report.json"), SandboxProbe.report(looks));
      }
      while (true) {
        listener.accept().close();
      }
    }
  }
}
