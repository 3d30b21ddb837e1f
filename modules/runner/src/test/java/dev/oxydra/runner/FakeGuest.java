package dev.oxydra.runner;

import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A guest that only follows the contract between guest and daemon: it reads its bootstrap, listens,
 * writes the files that lead to it and ends on TERM. A file {@code behaviour} in the shared folder
 * makes it misbehave.
 */
final class FakeGuest {
  static final String DIES = "dies";
  static final String HANGS = "hangs";

  private static final String PROVIDERS =
      "[{\"model\":\"demo/demo\",\"state\":\"half_open\",\"failures\":2,"
          + "\"until\":\"2026-01-02T03:04:05Z\",\"last_error\":\"busy\"}]";

  private static final String ACTIVITY =
      "{\"sessions\":4,\"running_turns\":1,\"waiting_turns\":0,\"spend_today_usd\":0.25}";

  private FakeGuest() {}

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Bootstrap bootstrap = LengthPrefixed.read(System.in, Bootstrap.class);
    if (bootstrap == null || System.in.read() >= 0) {
      throw new IllegalStateException("There should be one bootstrap");
    }
    if (bootstrap.maintenance() != null) {
      Path internal = Path.of(bootstrap.paths().internal());
      System.err.println("This guest looks after its journal");
      System.out.println(FakeJournal.in(internal).report(bootstrap.maintenance(), false));
      System.exit(FakeJournal.in(internal).isBroken() ? 1 : 0);
    }
    Path shared = Path.of(bootstrap.paths().shared());
    Path ipc = Path.of(bootstrap.paths().ipc());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> write(shared.resolve("ended"), "cleanly")));
    switch (behaviour(shared)) {
      case DIES -> {
        System.err.println("This guest dies of its own will");
        Runtime.getRuntime().halt(7);
      }
      case HANGS -> Thread.currentThread().join();
      default -> {}
    }
    Files.writeString(shared.resolve("bootstrap"), bootstrap.toString());
    Files.writeString(shared.resolve("report.json"), SandboxProbe.report(args));
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(bootstrap.paths().gatewaySocket()));
    Files.writeString(ipc.resolve("gateway-token"), "token\n");
    Files.writeString(ipc.resolve("gateway-endpoint"), bootstrap.gatewayEndpoint() + "\n");
    FakeJournal journal = FakeJournal.in(Path.of(bootstrap.paths().internal()));
    journal.make();
    while (true) {
      answer(listener, journal);
    }
  }

  private static void answer(ServerSocketChannel listener, FakeJournal journal) throws IOException {
    try (SocketChannel connection = listener.accept()) {
      ByteBuffer request = ByteBuffer.allocate(4096);
      connection.read(request);
      String asked = new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII);
      boolean token = asked.contains("\nAuthorization: Bearer token\r");
      boolean providers = asked.startsWith("GET /providers ") && token;
      boolean activity = asked.startsWith("GET /activity ") && token;
      String body =
          asked.startsWith("POST /maintenance/")
              ? journal.answer(asked)
              : providers ? PROVIDERS : activity ? ACTIVITY : "{\"status\":\"ok\"}";
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Length: "
              + body.getBytes(StandardCharsets.UTF_8).length
              + "\r\nConnection: close\r\n\r\n"
              + body;
      connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      System.err.println("Somebody did not wait for the answer: " + e);
    }
  }

  private static String behaviour(Path shared) throws IOException {
    Path file = shared.resolve("behaviour");
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
