package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feature {@code queue}: turns that wait, are edited, removed and spoken to. */
class QueueTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("queue"));

  /** Two turns at once, three waiting. */
  private static final AgentConfig.Gateway SMALL =
      new AgentConfig.Gateway(List.of(), List.of(), 65_536, 2, 10, 15, 50, 2, 3);

  private final Served served = Served.start(new InMemoryJournal(), SMALL);
  private final Semaphore go = new Semaphore(0);

  QueueTest() {
    served
        .runner()
        .script(
            "hold",
            steps -> {
              go.acquire();
              steps.answer("done");
            });
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static String send(ProtocolClient client, String turn, String prompt) {
    return client.send(
        "send_turn", Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private static String ask(ProtocolClient client, String type, String turn, String prompt) {
    return client.send(type, Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private static String remove(ProtocolClient client, String turn) {
    return client.send("remove_queued_turn", Map.of("session_id", DEFAULT, "turn_id", turn));
  }

  /** The next state of the queue that shows these turns, as {@code id=prompt}. */
  private static JsonNode queue(ProtocolClient client, String... items) {
    return client.await(
        "queue_updated", updated -> items(updated).equals(List.of(items)), DEADLINE);
  }

  private static void answer(ProtocolClient client, String request, String... items) {
    JsonNode updated =
        client.await(
            "queue_updated", answer -> ProtocolClient.isAnswerTo(request, answer), DEADLINE);
    assertEquals(List.of(items), items(updated));
  }

  private static List<String> items(JsonNode updated) {
    return StreamSupport.stream(updated.get("items").spliterator(), false)
        .map(item -> item.get("turn_id").asText() + "=" + item.get("prompt").asText())
        .toList();
  }

  private static JsonNode error(ProtocolClient client, String request, String code) {
    JsonNode error = client.await("error", e -> ProtocolClient.isAnswerTo(request, e), DEADLINE);
    assertEquals(code, error.get("code").asText(), error.toString());
    return error;
  }

  private static void awaitStarted(ProtocolClient client, String turn) {
    client.await("turn_started", s -> s.at("/turn/turn_id").asText().equals(turn), DEADLINE);
  }

  private static JsonNode awaitEnd(ProtocolClient client, String type, String turn) {
    return client.await(type, e -> e.at("/turn/turn_id").asText().equals(turn), DEADLINE);
  }

  private List<String> prompts() {
    return served.runner().turns().stream().map(Turn::prompt).toList();
  }

  private long count(String turn, Class<? extends EventPayload> type) {
    return served.journal().events().stream()
        .filter(e -> e.turnId() != null && e.turnId().value().equals(turn))
        .filter(e -> type.isInstance(e.payload()))
        .count();
  }

  @Test
  void turnsOfASessionWaitInLine() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other = served.join(HELLO)) {
      send(client, "t1", "hold");
      awaitStarted(client, "t1");
      String second = send(client, "t2", "hold");
      JsonNode update = queue(client, "t2=hold");
      assertEquals(second, update.get("request_id").asText());
      assertEquals(DEFAULT, update.at("/session/session_id").asText());
      assertFalse(queue(other, "t2=hold").has("request_id"));
      send(other, "t3", "three");
      queue(client, "t2=hold", "t3=three");
      go.release();
      queue(client, "t3=three");
      go.release();
      queue(client);
      awaitEnd(client, "turn_completed", "t3");
      awaitEnd(other, "turn_completed", "t3");
      assertEquals(List.of("hold", "hold", "three"), prompts());
    }
  }

  @Test
  void aTurnThatStartsAtOnceIsNeverShownWaiting() {
    try (ProtocolClient client = served.join(HELLO)) {
      for (int i = 0; i < 20; i++) {
        send(client, "t" + i, "hi");
        awaitEnd(client, "turn_completed", "t" + i);
      }
      assertTrue(client.received().stream().noneMatch(f -> f.type().equals("queue_updated")));
    }
  }

  @Test
  void whoJoinsIsShownTheQueue() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "hold");
      send(client, "t2", "two");
      queue(client, "t2=two");
      try (ProtocolClient late = served.join(HELLO);
          ProtocolClient plain = served.join()) {
        queue(late, "t2=two");
        go.release();
        awaitEnd(plain, "turn_completed", "t2");
        assertTrue(plain.received().stream().noneMatch(f -> f.type().equals("queue_updated")));
      }
    }
  }

  @Test
  void theQueueIsBoundedAndWhoeverCannotWaitIsRefused() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient plain = served.join()) {
      send(client, "t1", "hold");
      awaitStarted(plain, "t1");
      error(plain, send(plain, "t0", "no"), "turn_already_active");
      for (int i = 2; i <= 4; i++) {
        send(client, "t" + i, "hi");
      }
      error(client, send(client, "t5", "hi"), "queue_full");
      go.release();
      awaitEnd(client, "turn_completed", "t4");
      send(client, "t5", "hi");
      awaitEnd(client, "turn_completed", "t5");
      assertEquals(0, count("t0", EventPayload.TurnSubmitted.class));
    }
  }

  @Test
  void aTurnIsEditedAndRemovedWhileItWaits() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other = served.join(HELLO)) {
      send(client, "t1", "hold");
      send(client, "t2", "two");
      send(client, "t3", "three");
      queue(client, "t2=two", "t3=three");
      String edit = ask(other, "edit_queued_turn", "t2", "deux");
      answer(other, edit, "t2=deux", "t3=three");
      assertFalse(queue(client, "t2=deux", "t3=three").has("request_id"));
      String same = ask(other, "edit_queued_turn", "t2", "deux");
      answer(other, same, "t2=deux", "t3=three");
      error(client, ask(client, "edit_queued_turn", "t2", " "), "invalid_field");
      String removal = remove(client, "t3");
      answer(client, removal, "t2=deux");
      awaitEnd(other, "turn_cancelled", "t3");
      error(client, remove(client, "t3"), "turn_not_waiting");
      go.release();
      awaitEnd(client, "turn_completed", "t2");
      assertEquals(List.of("hold", "deux"), prompts());
      assertEquals(1, count("t3", EventPayload.TurnCancelled.class));
      send(client, "t3", "three");
      awaitEnd(client, "turn_cancelled", "t3");
      assertEquals(List.of("hold", "deux"), prompts());
    }
  }

  @Test
  void aTurnThatRunsOrHasEndedIsNotEdited() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "hold");
      awaitStarted(client, "t1");
      JsonNode late = error(client, ask(client, "edit_queued_turn", "t1", "x"), "turn_not_waiting");
      assertTrue(late.get("message").asText().contains("steer_turn"), late.toString());
      error(client, remove(client, "t1"), "turn_not_waiting");
      go.release();
      awaitEnd(client, "turn_completed", "t1");
      error(client, ask(client, "edit_queued_turn", "t1", "x"), "turn_not_waiting");
      error(client, remove(client, "never"), "turn_not_waiting");
      assertEquals(0, count("t1", EventPayload.TurnEdited.class));
    }
  }

  @Test
  void cancelStopsWhatRunsAndTheQueueGoesOn() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "wait");
      awaitStarted(client, "t1");
      send(client, "t2", "two");
      client.send("cancel_active_turn", Map.of("session_id", DEFAULT, "turn_id", "t1"));
      awaitEnd(client, "turn_cancelled", "t1");
      awaitEnd(client, "turn_completed", "t2");
    }
  }

  @Test
  void cancelAllStopsWhatRunsAndWhatWaits() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "wait");
      awaitStarted(client, "t1");
      for (int i = 2; i <= 4; i++) {
        send(client, "t" + i, "wait");
      }
      queue(client, "t2=wait", "t3=wait", "t4=wait");
      client.send("cancel_all_active_turns", Map.of());
      Await.until(
          "all have ended", DEADLINE, () -> served.journal().projections().queue().isEmpty());
      assertEquals(1, served.runner().turns().size());
      queue(client);
    }
  }

  @Test
  void theSameTurnRunsOnceWhateverStateItIsIn() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "hold");
      awaitStarted(client, "t1");
      send(client, "t2", "two");
      queue(client, "t2=two");
      String running = send(client, "t1", "hold");
      client.await(
          "turn_started", started -> ProtocolClient.isAnswerTo(running, started), DEADLINE);
      String waiting = send(client, "t2", "two");
      assertEquals(waiting, queue(client, "t2=two").get("request_id").asText());
      go.release();
      JsonNode done = awaitEnd(client, "turn_completed", "t2");
      assertEquals(waiting, done.get("request_id").asText());
      String ended = send(client, "t2", "two");
      client.await("turn_completed", again -> ProtocolClient.isAnswerTo(ended, again), DEADLINE);
      assertEquals(List.of("hold", "two"), prompts());
    }
  }

  @Test
  void aRunningTurnIsSpokenTo() {
    CountDownLatch spoken = new CountDownLatch(1);
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    served
        .runner()
        .script(
            "listen",
            steps -> {
              spoken.await();
              heard.addAll(steps.host().steering(false));
              heard.addAll(steps.host().steering(true));
              steps.answer("done");
            });
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "listen");
      awaitStarted(client, "t1");
      String first = ask(client, "steer_turn", "t1", "first");
      JsonNode steered = client.await("turn_steered", DEADLINE);
      assertEquals(first, steered.get("request_id").asText());
      assertEquals("t1", steered.at("/turn/turn_id").asText());
      ask(client, "steer_turn", "t1", "second");
      client.await("turn_steered", DEADLINE);
      error(client, ask(client, "steer_turn", "t1", " "), "invalid_field");
      send(client, "t2", "two");
      queue(client, "t2=two");
      JsonNode waits = error(client, ask(client, "steer_turn", "t2", "x"), "no_active_turn");
      assertTrue(waits.get("message").asText().contains("edit_queued_turn"), waits.toString());
      spoken.countDown();
      awaitEnd(client, "turn_completed", "t1");
      error(client, ask(client, "steer_turn", "t1", "late"), "no_active_turn");
      assertEquals(List.of("first", "second"), heard);
      assertEquals(2, count("t1", EventPayload.TurnSteered.class));
    }
  }

  @Test
  void aTurnIsSpokenToFromAnotherSession() {
    CountDownLatch spoken = new CountDownLatch(1);
    served
        .runner()
        .script(
            "listen",
            steps -> {
              spoken.await();
              steps.answer("heard " + steps.host().steering(false));
            });
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "listen");
      awaitStarted(client, "t1");
      client.send("create_session", Map.of());
      client.await("session_created", DEADLINE);
      ask(client, "steer_turn", "t1", "from afar");
      JsonNode steered = client.await("turn_steered", DEADLINE);
      assertEquals(DEFAULT, steered.at("/session/session_id").asText());
      client.send("switch_session", Map.of("session_id", DEFAULT));
      client.await("session_switched", DEADLINE);
      spoken.countDown();
      awaitEnd(client, "turn_completed", "t1");
    }
  }

  /** What is answered as steered is heard; what comes too late is refused and not journalled. */
  @Test
  void whatIsSaidAtTheVeryEndIsHeardOrRefused() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    served
        .runner()
        .script(
            "end",
            steps -> {
              List<String> said;
              do {
                Thread.sleep(0, random.nextInt(400_000));
                said = steps.host().steering(true);
                heard.addAll(said);
              } while (!said.isEmpty());
              steps.answer("done");
            });
    List<String> accepted = new ArrayList<>();
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient watching = served.join()) {
      for (int i = 0; i < 40; i++) {
        String turn = "t" + i;
        send(client, turn, "end");
        awaitStarted(watching, turn);
        for (int j = 0; j < 3; j++) {
          String request = ask(client, "steer_turn", turn, turn + "-" + j);
          ProtocolClient.Frame answer =
              client.awaitFrame(
                  "an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), DEADLINE);
          if (answer.type().equals("turn_steered")) {
            accepted.add(turn + "-" + j);
          }
        }
        awaitEnd(watching, "turn_completed", turn);
      }
    }
    assertEquals(accepted, heard, "seed " + seed);
    assertEquals(
        accepted,
        served.journal().events().stream()
            .filter(event -> event.payload() instanceof EventPayload.TurnSteered)
            .map(event -> ((EventPayload.TurnSteered) event.payload()).prompt())
            .toList(),
        "seed " + seed);
  }

  @Test
  void whatCannotBeJournalledIsNotDone() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "hold");
      send(client, "t2", "two");
      queue(client, "t2=two");
      served
          .journal()
          .failAppends(new JournalException(JournalException.Kind.FULL, "The disk is full"));
      error(client, ask(client, "edit_queued_turn", "t2", "x"), "journal_failed");
      error(client, remove(client, "t2"), "journal_failed");
      error(client, ask(client, "steer_turn", "t1", "x"), "journal_failed");
      error(client, send(client, "t3", "x"), "journal_failed");
      served.journal().failAppends(null);
      send(client, "t4", "four");
      queue(client, "t2=two", "t4=four");
      go.release();
      awaitEnd(client, "turn_completed", "t4");
      assertEquals(List.of("hold", "two", "four"), prompts());
    }
  }

  @Test
  void ofManyWhoRemoveATurnOneHasDoneIt() {
    List<ProtocolClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        clients.add(served.join(HELLO));
      }
      send(clients.getFirst(), "hold", "hold");
      for (int round = 0; round < 10; round++) {
        String turn = "t" + round;
        send(clients.getFirst(), turn, "x");
        for (ProtocolClient client : clients) {
          queue(client, turn + "=x");
        }
        List<String> requests = clients.stream().map(client -> remove(client, turn)).toList();
        int done = 0;
        for (int i = 0; i < clients.size(); i++) {
          String request = requests.get(i);
          ProtocolClient.Frame answer =
              clients
                  .get(i)
                  .awaitFrame(
                      "an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), DEADLINE);
          done += answer.type().equals("queue_updated") ? 1 : 0;
        }
        assertEquals(1, done);
        assertEquals(1, count(turn, EventPayload.TurnCancelled.class));
      }
    } finally {
      clients.forEach(ProtocolClient::close);
    }
  }

  @Test
  void whoHasNotTheFeatureIsRefused() {
    try (ProtocolClient client = served.join()) {
      error(client, ask(client, "edit_queued_turn", "t1", "x"), "feature_not_granted");
      error(client, remove(client, "t1"), "feature_not_granted");
      error(client, ask(client, "steer_turn", "t1", "x"), "feature_not_granted");
    }
  }

  @Test
  void theOneThatHasWaitedLongestIsNextWhicheverSessionItIsOf() {
    try (ProtocolClient one = served.join(HELLO);
        ProtocolClient two =
            served.join(
                Map.of("user_id", "alice", "create_new_session", true, "features", List.of()));
        ProtocolClient three =
            served.join(
                Map.of("user_id", "alice", "create_new_session", true, "features", List.of()))) {
      String second = created(two);
      String third = created(three);
      send(one, "t1", "hold");
      two.send("send_turn", Map.of("session_id", second, "turn_id", "t2", "prompt", "hold"));
      awaitStarted(one, "t1");
      awaitStarted(two, "t2");
      three.send("send_turn", Map.of("session_id", third, "turn_id", "t3", "prompt", "third"));
      Await.until("t3 is accepted", DEADLINE, () -> served.hub().stats().waiting() == 1);
      send(one, "t4", "fourth");
      queue(one, "t4=fourth");
      go.release();
      awaitEnd(three, "turn_completed", "t3");
      go.release();
      awaitEnd(one, "turn_completed", "t4");
      assertEquals(List.of("third", "fourth"), prompts().subList(2, 4));
    }
  }

  private static String created(ProtocolClient client) {
    return client.received().getFirst().payload().at("/session/session_id").asText();
  }
}
