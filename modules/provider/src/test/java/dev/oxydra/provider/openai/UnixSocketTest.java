package dev.oxydra.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a guest has: the broker's socket, whatever the URL says. */
@Timeout(60)
class UnixSocketTest {
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

  private static ProviderRoute route() {
    Duration patience = Duration.ofSeconds(20);
    return new ProviderRoute(
        new ProviderId("openai"),
        "openai",
        "http://broker/providers/openai",
        new ProviderRoute.Timeouts(patience, patience));
  }
}
