package dev.oxydra.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.FakeReply.Ending;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a guest has: the broker's socket, whatever the URL says. */
@Timeout(60)
class UnixSocketTest {
  private static final ModelRequest REQUEST =
      new ModelRequest(ModelRef.parse("openai/m"), "", List.of(Message.user("hi")), List.of());

  @Test
  void everythingGoesOverIt(@TempDir Path folder) throws Exception {
    SocketAddress socket = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (FakeModelServer server = FakeModelServer.start(socket);
        Provider provider = OpenAiChat.create(route(), socket)) {
      server.reply(FakeReply.recorded("fragments").inPiecesOf(1));
      server.reply(FakeReply.text("half").first(20).ending(Ending.CUT));
      ModelRequest request =
          new ModelRequest(ModelRef.parse("openai/m"), "", List.of(Message.user("hi")), List.of());

      Completion answer = provider.complete(request, _ -> {});

      assertEquals("file_write", answer.message().toolCalls().getFirst().name());
      assertEquals("broker", server.requests().getFirst().headers().get("host"));
      assertThrows(ProviderException.class, () -> provider.complete(request, _ -> {}));
    }
  }

  @Test
  void aBrokerThatIsGoneIsWaitedFor(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    SocketAddress socket = UnixDomainSocketAddress.of(path);
    try (Provider provider = OpenAiChat.create(route(), socket)) {
      FutureTask<Completion> asking = new FutureTask<>(() -> provider.complete(REQUEST, _ -> {}));
      // One that dies with the request in its hands, and leaves its socket's file behind.
      try (ServerSocketChannel dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        Thread.ofVirtual().start(asking);
        dying.bind(socket);
        dying.accept().close();
      }
      assertFalse(asking.isDone());
      Files.delete(path);
      try (FakeModelServer server = FakeModelServer.start(socket)) {
        server.reply(FakeReply.text("still", " here"));
        assertEquals("still here", asking.get(50, TimeUnit.SECONDS).message().text());
        assertEquals(1, server.requests().size());
      }
    }
  }

  @Test
  void cancellingEndsTheWaitForABroker(@TempDir Path folder) throws Exception {
    SocketAddress socket = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (Provider provider = OpenAiChat.create(route(), socket)) {
      CountDownLatch cancelled = new CountDownLatch(1);
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  provider.complete(REQUEST, _ -> {});
                } catch (InterruptedException e) {
                  cancelled.countDown();
                }
              });
      asking.interrupt();
      assertTrue(cancelled.await(50, TimeUnit.SECONDS));
    }
  }

  private static ProviderRoute route() {
    Duration patience = Duration.ofSeconds(20);
    return new ProviderRoute(
        new ProviderId("openai"),
        "openai",
        "http://broker/providers/openai",
        new ProviderRoute.Timeouts(patience, patience));
  }
}
