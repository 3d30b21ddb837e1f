package dev.oxydra.runner;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An embedder whose vectors are its process id. {@code die} ends it, {@code hang} gets no answer,
 * and {@code no} an error. Its argument is the socket's path; without one it says nothing.
 */
final class FakeEmbedder {
  private FakeEmbedder() {}

  public static void main(String[] arguments) throws IOException {
    Thread.ofPlatform().daemon().start(FakeEmbedder::exitWithParent);
    if (arguments.length == 0) {
      System.in.transferTo(OutputStream.nullOutputStream());
      return;
    }
    Path socket = Path.of(arguments[0]);
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    System.out.println("ready");
    while (true) {
      SocketChannel client = server.accept();
      Thread.ofVirtual().start(() -> serve(client));
    }
  }

  private static void exitWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println(e);
    }
    System.exit(0);
  }

  private static void serve(SocketChannel client) {
    try (client) {
      while (true) {
        EmbedRequest request =
            LengthPrefixed.read(Channels.newInputStream(client), EmbedRequest.class);
        if (request == null) {
          return;
        }
        EmbedReply reply =
            switch (request.input().getFirst()) {
              case "die" -> {
                Runtime.getRuntime().halt(3);
                yield null;
              }
              case "hang" -> null;
              case "no" -> new EmbedReply("fake", List.of(), "Not this one");
              default ->
                  EmbedReply.of("fake", List.of(new float[] {ProcessHandle.current().pid()}));
            };
        if (reply != null) {
          LengthPrefixed.write(Channels.newOutputStream(client), reply);
        }
      }
    } catch (IOException e) {
      System.err.println(e);
    }
  }
}
