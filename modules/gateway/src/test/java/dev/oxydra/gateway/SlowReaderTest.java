package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.Event;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that read, but not as fast as a turn shows: they miss nothing, and hold up nobody. */
class SlowReaderTest {
  private static final String SESSION = "runtime-alice";
  private static final int MESSAGES = 40;
  private static final int DELTAS = 500;

  /** More than all buffers on the way to a client take, and than the feed keeps. */
  private static void flood(FakeRunner.Steps steps) {
    for (int message = 0; message < MESSAGES; message++) {
      for (int delta = 0; delta < DELTAS; delta++) {
        steps.delta(text(message, delta));
      }
      steps.message(Message.assistant(text(message)), FinishReason.TOOL_CALLS);
    }
    steps.answer("done");
  }

  private static String text(int message, int delta) {
    return "%d/%d %s ".formatted(message, delta, "x".repeat(500));
  }

  private static String text(int message) {
    StringBuilder text = new StringBuilder();
    for (int delta = 0; delta < DELTAS; delta++) {
      text.append(text(message, delta));
    }
    return text.toString();
  }

  private static String whole() {
    StringBuilder text = new StringBuilder();
    for (int message = 0; message < MESSAGES; message++) {
      text.append(text(message));
    }
    return text + "done";
  }

  private static RawSocket slow(Served served, String features) throws IOException {
    RawSocket socket = new RawSocket(served.gateway().address()).upgrade();
    socket.text(
        "{\"type\":\"hello\",\"payload\":{\"request_id\":\"r\",\"protocol_version\":2,"
            + "\"user_id\":\"alice\",\"features\":["
            + features
            + "]}}");
    assertEquals("hello_ack", Json.mapper().readTree(socket.readText()).get("type").asText());
    return socket;
  }

  @Test
  void theyGetEveryEventAndAllOfTheTextOnce() throws Exception {
    try (Served served = Served.start();
        ProtocolClient fast = served.join();
        RawSocket plain = slow(served, "");
        RawSocket withEvents = slow(served, "\"events\"")) {
      served.runner().script("flood", SlowReaderTest::flood);
      fast.send("send_turn", Map.of("session_id", SESSION, "turn_id", "t1", "prompt", "flood"));
      fast.await("turn_completed", DEADLINE.multipliedBy(3));
      // The turn is over, and these have not read a byte of it.
      List<JsonNode> first = readTurn(plain);
      assertEquals(whole(), deltas(first));
      List<JsonNode> second = readTurn(withEvents);
      assertEquals(whole(), deltas(second));
      assertEquals(journalled(served), seqs(second));
      assertTrue(first.size() < MESSAGES * DELTAS / 2, "texts are joined: " + first.size());
    }
  }

  @Test
  void aReaderThatPausesGoesOnLive() throws Exception {
    try (Served served = Served.start();
        ProtocolClient fast = served.join();
        RawSocket slow = slow(served, "\"events\"")) {
      served.runner().script("flood", SlowReaderTest::flood);
      List<JsonNode> all = new ArrayList<>();
      for (int turn = 0; turn < 3; turn++) {
        String prompt = turn == 1 ? "flood" : "hello";
        fast.send(
            "send_turn", Map.of("session_id", SESSION, "turn_id", "t" + turn, "prompt", prompt));
        fast.await("turn_completed", DEADLINE.multipliedBy(3));
        all.addAll(readTurn(slow));
      }
      assertEquals("You said: hello" + whole() + "You said: hello", deltas(all));
      assertEquals(journalled(served), seqs(all));
    }
  }

  /** Up to the end of a turn. */
  private static List<JsonNode> readTurn(RawSocket socket) throws IOException {
    List<JsonNode> frames = new ArrayList<>();
    do {
      frames.add(Json.mapper().readTree(socket.readText()));
    } while (!frames.getLast().get("type").asText().equals("turn_completed"));
    return frames;
  }

  private static String deltas(List<JsonNode> frames) {
    StringBuilder text = new StringBuilder();
    for (JsonNode frame : frames) {
      if (frame.get("type").asText().equals("assistant_delta")) {
        text.append(frame.at("/payload/delta").asText());
      }
    }
    return text.toString();
  }

  private static List<Long> seqs(List<JsonNode> frames) {
    return frames.stream()
        .filter(frame -> frame.get("type").asText().equals("event"))
        .map(frame -> frame.at("/payload/seq").asLong())
        .toList();
  }

  /** Without the event that made the session. */
  private static List<Long> journalled(Served served) {
    return served.journal().events().stream().skip(1).map(Event::seq).toList();
  }
}
