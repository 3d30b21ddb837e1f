package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayLinkTest {
  private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ox");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("token"));
    Files.delete(folder);
  }

  @Test
  void comesBackToANewServerWithItsNewToken() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "first\n");
    try (GatewayLink link = GatewayLink.open(folder.resolve("g.sock"), token, inputs::add)) {
      try (TestGateway gateway = gateway("first")) {
        await(Input.LinkUp.class);
        link.send(Requests.hello(Screen.first(Script.ALICE, "0"), null));
        assertEquals(Script.ALICE, gateway.next(ClientFrame.Hello.class).userId());
        ServerFrame answer = await(Input.Received.class).frame();
        assertTrue(answer instanceof ServerFrame.HelloAck, answer.toString());
      }
      try (TestGateway gateway = gateway("second")) {
        while (!await(Input.LinkDown.class).reason().contains("refused")) {
          // Attempts from before the new server was there.
        }
        Files.writeString(token, "second\n");
        await(Input.LinkUp.class);
        link.send(Requests.health());
        gateway.next(ClientFrame.HealthCheck.class);
      }
    }
  }

  @Test
  void pausesGrowToTheirLimit() {
    for (int failures = 0; failures < 100; failures++) {
      Duration pause = GatewayLink.pause(failures);
      long longest = Math.min(10_000, 250L << Math.min(failures, 10));
      assertTrue(pause.toMillis() >= longest / 2 && pause.toMillis() <= longest, pause.toString());
    }
  }

  private TestGateway gateway(String token) throws Exception {
    return new TestGateway(
        folder.resolve("g.sock"),
        token,
        (gateway, frame) -> {
          if (frame instanceof ClientFrame.Hello hello) {
            gateway.send(Script.ack(hello));
          }
        });
  }

  private <T extends Input> T await(Class<T> kind) throws InterruptedException {
    while (true) {
      Input input = inputs.poll(30, TimeUnit.SECONDS);
      if (input == null) {
        throw new AssertionError("No " + kind.getSimpleName() + " within 30 s");
      }
      if (kind.isInstance(input)) {
        return kind.cast(input);
      }
    }
  }
}
