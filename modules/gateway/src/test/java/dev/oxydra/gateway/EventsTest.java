package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.Event;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feature {@code events}: the journal on the wire, and what is not journalled in its place. */
class EventsTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("tools", "events", "telepathy"));

  private final Served served = Served.start();

  @AfterEach
  void close() {
    served.close();
  }

  private static Map<String, ?> helloAfter(long seq) {
    return Map.of("user_id", "alice", "features", List.of("events"), "after_seq", seq);
  }

  private static void send(ProtocolClient client, String turn, String prompt) {
    client.send("send_turn", Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private static Stream<JsonNode> payloads(ProtocolClient client, String type) {
    return client.received().stream()
        .filter(frame -> frame.type().equals(type))
        .map(ProtocolClient.Frame::payload);
  }

  private static List<Long> seqs(ProtocolClient client) {
    return payloads(client, "event").map(event -> event.get("seq").asLong()).toList();
  }

  private List<Long> journalled() {
    return served.journal().events().stream()
        .filter(event -> event.sessionId().value().equals(DEFAULT))
        .map(Event::seq)
        .toList();
  }

  @Test
  void onlyKnownFeaturesAreGranted() {
    try (ProtocolClient client = served.connect()) {
      assertEquals(
          "[\"events\",\"tools\"]", client.hello(HELLO, DEADLINE).get("features").toString());
    }
    try (ProtocolClient client = served.connect()) {
      JsonNode ack =
          client.hello(Map.of("user_id", "alice", "features", List.of("telepathy")), DEADLINE);
      assertEquals("[]", ack.get("features").toString());
    }
  }

  @Test
  void everyEventComesOnceAndInItsPlaceAmongTheFrames() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "hello");
      client.await("turn_completed", DEADLINE);
      List<String> types =
          client.received().stream()
              .map(frame ->
                  frame.type().equals("event")
                      ? frame.payload().get("type").asText()
                      : frame.type())
              .filter(type -> !type.equals("turn_progress"))
              .distinct()
              .toList();
      assertEquals(
          List.of(
              "hello_ack",
              "turn.submitted",
              "turn.started",
              "turn_started",
              "message.user",
              "assistant_delta",
              "message.assistant",
              "usage.recorded",
              "turn.completed",
              "turn_completed"),
          types);
      JsonNode event = payloads(client, "event").findFirst().orElseThrow();
      assertEquals(DEFAULT, event.get("session_id").asText());
      assertEquals("t1", event.get("turn_id").asText());
      assertEquals("user", event.get("actor").asText());
      assertEquals("hello", event.at("/payload/prompt").asText());
    }
  }

  @Test
  void replaysFromTheBeginningThenGoesLive() {
    try (ProtocolClient first = served.join()) {
      send(first, "t1", "one");
      first.await("turn_completed", DEADLINE);
    }
    try (ProtocolClient client = served.join(helloAfter(0))) {
      JsonNode complete = client.await("replay_complete", DEADLINE);
      assertEquals(journalled(), seqs(client));
      assertEquals(journalled().getLast(), complete.get("seq").asLong());
      assertEquals(DEFAULT, complete.get("session_id").asText());
      assertEquals(0, payloads(client, "turn_completed").count());
      send(client, "t2", "two");
      client.await("turn_completed", DEADLINE);
      assertEquals(journalled(), seqs(client));
    }
  }

  @Test
  void aCursorBeyondTheEndDoesNotMakeDeaf() {
    try (ProtocolClient client = served.join(helloAfter(1_000_000))) {
      client.await("replay_complete", DEADLINE);
      send(client, "t1", "one");
      client.await("turn_completed", DEADLINE);
      assertEquals(journalled().subList(1, journalled().size()), seqs(client));
    }
  }

  @Test
  void afterAReplayComesWhatTheRunningTurnHasProduced() {
    CountDownLatch go = new CountDownLatch(1);
    served
        .runner()
        .script(
            "long",
            steps -> {
              steps.delta("committed");
              steps.message(Message.assistant("committed"), FinishReason.TOOL_CALLS);
              steps.delta("not ");
              steps.delta("yet");
              go.await();
              steps.answer("done");
            });
    try (ProtocolClient first = served.join();
        ProtocolClient client = served.connect()) {
      send(first, "t1", "long");
      first.await(
          "assistant_delta", delta -> delta.get("delta").asText().contains("yet"), DEADLINE);
      JsonNode ack = client.hello(helloAfter(0), DEADLINE);
      assertEquals("t1", ack.at("/active_turn/turn_id").asText());
      client.await("replay_complete", DEADLINE);
      assertEquals("not yet", client.await("assistant_delta", DEADLINE).get("delta").asText());
      go.countDown();
      client.await("turn_completed", DEADLINE);
      assertEquals(
          "not yetdone",
          String.join(
              "", payloads(client, "assistant_delta").map(d -> d.get("delta").asText()).toList()));
    }
  }

  @Test
  void subscribeAndSwitchReplayWithoutLosingTheFramesOfATurn() {
    CountDownLatch go = new CountDownLatch(1);
    served
        .runner()
        .script(
            "long",
            steps -> {
              go.await();
              steps.answer("done");
            });
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "long");
      client.await("turn_started", DEADLINE);
      client.send("subscribe", Map.of("session_id", DEFAULT, "after_seq", 0));
      go.countDown();
      client.send("switch_session", Map.of("session_id", DEFAULT, "after_seq", 0));
      client.await("session_switched", DEADLINE);
      client.await("replay_complete", DEADLINE);
      send(client, "t2", "more");
      client.await(
          "turn_completed", done -> done.at("/turn/turn_id").asText().equals("t2"), DEADLINE);
      assertEquals(1, payloads(client, "turn_started").filter(EventsTest::isFirst).count());
      assertEquals(1, payloads(client, "turn_completed").filter(EventsTest::isFirst).count());
      List<Long> all = journalled();
      List<Long> seqs = seqs(client);
      assertEquals(all, seqs.subList(seqs.size() - all.size(), seqs.size()));
    }
  }

  private static boolean isFirst(JsonNode payload) {
    return payload.at("/turn/turn_id").asText().equals("t1");
  }

  /**
   * Clients that come and go at random while turns run: each resumes from its last seq, and in the
   * end each has every event once and in order; deltas never stray over the events around them.
   */
  @Test
  void reconnectingClientsMissNothingAndSeeNothingTwice() throws Exception {
    long seed = new Random().nextLong();
    served
        .runner()
        .script(
            "burst",
            steps -> {
              for (int i = 0; i < 10; i++) {
                steps.delta("d" + i);
                steps.message(Message.assistant("d" + i), FinishReason.TOOL_CALLS);
              }
              steps.answer("done");
            });
    try (ProtocolClient driver = served.join()) {
      Thread turns =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 25; i++) {
                  String turn = "t" + i;
                  send(driver, turn, "burst");
                  driver.await("turn_completed", DEADLINE);
                }
              });
      List<Reconnecting> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(new Reconnecting(new Random(seed + i)));
      }
      List<Thread> threads = clients.stream().map(c -> Thread.ofVirtual().start(c)).toList();
      turns.join();
      clients.forEach(client -> client.last = true);
      for (Thread thread : threads) {
        thread.join();
      }
      for (Reconnecting client : clients) {
        assertEquals(journalled(), client.seen, "seed " + seed);
        assertEquals(List.of(), client.wrong, "seed " + seed);
      }
    }
  }

  private final class Reconnecting implements Runnable {
    private final Random random;
    private final List<Long> seen = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private volatile boolean last;

    Reconnecting(Random random) {
      this.random = random;
    }

    @Override
    public void run() {
      boolean ending;
      do {
        ending = last;
        try (ProtocolClient client = served.join(helloAfter(seen.isEmpty() ? 0 : seen.getLast()))) {
          client.await("replay_complete", DEADLINE);
          int more = random.nextInt(12);
          Await.until(
              "some events", DEADLINE, () -> last || payloads(client, "event").count() >= more);
          take(client.received());
        } catch (AssertionError e) {
          wrong.add(String.valueOf(e.getMessage()));
        }
      } while (!ending);
    }

    private void take(List<ProtocolClient.Frame> frames) {
      String previous = "";
      for (ProtocolClient.Frame frame : frames) {
        if (frame.type().equals("event")) {
          seen.add(frame.payload().get("seq").asLong());
          String text = frame.payload().at("/payload/message/content/0/text").asText();
          boolean assistant = frame.payload().get("type").asText().equals("message.assistant");
          if (assistant && !previous.isEmpty() && !previous.equals(text)) {
            wrong.add("deltas '" + previous + "' before the message '" + text + "'");
          }
          previous = assistant ? "" : previous;
        } else if (frame.type().equals("assistant_delta")) {
          previous += frame.payload().get("delta").asText();
        }
      }
    }
  }

  @Test
  void fiftyClientsSeeTheSame() {
    List<ProtocolClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        clients.add(served.join(HELLO));
      }
      for (int i = 0; i < 5; i++) {
        String turn = "t" + i;
        send(clients.get(i), turn, "to all " + i);
        for (ProtocolClient client : clients) {
          JsonNode done = client.await("turn_completed", DEADLINE);
          assertEquals(turn, done.at("/turn/turn_id").asText());
        }
      }
      List<Long> expected = journalled().subList(1, journalled().size());
      for (ProtocolClient client : clients) {
        assertEquals(expected, seqs(client));
      }
    } finally {
      clients.forEach(ProtocolClient::close);
    }
  }

  @Test
  void aClientWithoutTheFeatureGetsNoneOfItsFrames() {
    try (ProtocolClient client = served.join(Map.of("user_id", "alice", "after_seq", 0))) {
      send(client, "t1", "hello");
      client.await("turn_completed", DEADLINE);
      assertFalse(
          client.received().stream()
              .anyMatch(f -> f.type().equals("event") || f.type().equals("replay_complete")));
      client.send("subscribe", Map.of("session_id", DEFAULT, "after_seq", 0));
      assertEquals("feature_not_granted", client.await("error", DEADLINE).get("code").asText());
    }
  }
}
