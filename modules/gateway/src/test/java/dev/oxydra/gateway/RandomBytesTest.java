package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that send garbage: they harm nobody, and the gateway goes on. */
class RandomBytesTest {
  private static final int CLIENTS = 60;
  private static final int MAX_BYTES = 3000;
  private static final String HOST = "Host: localhost";
  private static final String TOKEN = "Authorization: Bearer " + Served.TOKEN;
  private static final String JSON = "Content-Type: application/json";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  private static final List<String> HEADS =
      List.of(
          head("GET /ws", HOST, TOKEN, "Upgrade: websocket", "Connection: Upgrade"),
          head("GET /ws", HOST, TOKEN, "Upgrade: websocket", "Sec-WebSocket-Version: 99"),
          head("POST /chat/send", HOST, TOKEN, JSON, "Transfer-Encoding: chunked"),
          head("POST /chat/send?wait=true", HOST, TOKEN, JSON, "Content-Length: 500"),
          head("POST /login", HOST, FORM, "Content-Length: 30"),
          head("GET /chat/stream?after_seq=0", HOST, TOKEN));

  private static final String HELLO =
      "{\"type\":\"hello\",\"payload\":{\"request_id\":\"1\",\"protocol_version\":2,\"user_id\":\"alice\"}}";

  private final long seed = new Random().nextLong();
  private final Served served = Served.start();

  @AfterEach
  void close() {
    served.close();
  }

  private static String head(String request, String... headers) {
    return request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private interface Stranger {
    void bother(RawSocket socket, Random random) throws IOException;
  }

  /** Lets strangers come one after the other, while a good client is served all along. */
  private void endures(Stranger stranger) {
    Random random = new Random(seed);
    try (ProtocolClient good = served.join()) {
      for (int i = 0; i < CLIENTS; i++) {
        try (RawSocket socket = new RawSocket(served.gateway().address())) {
          stranger.bother(socket, random);
        } catch (IOException e) { // it was dropped, as it may be
        }
        if (i % 10 == 0) {
          String request = good.send("health_check", Map.of());
          good.await(
              "health_status",
              answer -> ProtocolClient.isAnswerTo(request, answer),
              Served.DEADLINE);
        }
      }
      String turn = "t-" + random.nextInt(1_000_000);
      good.send(
          "send_turn", Map.of("session_id", "runtime-alice", "turn_id", turn, "prompt", "hello"));
      good.await("turn_completed", Served.DEADLINE);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("Seed " + seed, e);
    }
    Await.until(
        "nobody is left, seed " + seed,
        Served.DEADLINE,
        () -> served.gateway().connections() == 0 && served.gateway().http().busy() == 0);
    assertEquals(0, served.gateway().http().busy());
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(MAX_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Most of a text, with some of its bytes changed. */
  private static byte[] spoiled(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(8); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @Test
  void bytesInPlaceOfHttp() {
    endures((socket, random) -> socket.write(bytes(random)));
  }

  @Test
  void headsAndBodiesThatAreSpoiled() {
    endures((socket, random) -> {
      socket.write(spoiled(HEADS.get(random.nextInt(HEADS.size())), random));
      socket.write(bytes(random));
    });
  }

  @Test
  void bytesInPlaceOfWebSocketFrames() {
    endures((socket, random) -> {
      socket.upgrade();
      if (random.nextBoolean()) {
        socket.text(HELLO);
      }
      socket.write(bytes(random));
    });
  }

  @Test
  void framesOfEveryOpcodeAndAnyPayload() {
    endures((socket, random) -> {
      socket.upgrade();
      for (int i = 0; i < 10; i++) {
        byte[] payload = random.nextBoolean() ? bytes(random) : spoiled(HELLO, random);
        socket.send(random.nextInt(16), random.nextBoolean(), payload);
      }
    });
  }
}
