package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feature {@code undo}: the files are brought back. */
class UndoTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("undo", "events"));

  private final Files files = new Files();
  private final InMemoryJournal journal = new InMemoryJournal();
  private final Served served = serve(journal, files);

  /** Files that are one word. */
  private static final class Files implements Checkpoints {
    private final Map<TurnId, String> kept = new LinkedHashMap<>();
    private volatile String word = "zero";
    private @Nullable Restored unfinished;
    private volatile @Nullable CountDownLatch hold;
    private volatile boolean restoring;

    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public synchronized Taken take(SessionId session, TurnId turn) {
      kept.put(turn, word);
      return new Taken(1, word.length(), 0);
    }

    @Override
    public Restored restore(SessionId session, List<TurnId> turns, Consumer<Restored> done)
        throws InterruptedException {
      restoring = true;
      CountDownLatch wait = hold;
      if (wait != null) {
        wait.await();
      }
      TurnId saved = TurnId.create();
      for (TurnId turn : turns) {
        String then = kept.get(turn);
        if (then != null && !then.equals(word)) {
          kept.put(saved, word);
          word = then;
          Restored restored =
              new Restored(
                  session, turn, saved, 1, 0, 0, List.of("/shared/f"), List.of("/shared/g: big"));
          done.accept(restored);
          return restored;
        }
      }
      if (turns.stream().noneMatch(kept::containsKey)) {
        throw new CheckpointException("It is not kept any more");
      }
      return new Restored(session, turns.getLast(), saved, 0, 0, 0, List.of(), List.of());
    }

    @Override
    public Optional<Restored> recover(Consumer<Restored> done) {
      Restored finished = unfinished;
      if (finished != null) {
        done.accept(finished);
      }
      return Optional.ofNullable(finished);
    }
  }

  private static Served serve(InMemoryJournal journal, Files files) {
    FakeRunner runner = new FakeRunner(journal);
    for (String word : List.of("one", "two", "three", "nothing")) {
      runner.script(
          word,
          steps -> {
            files.take(steps.turn().sessionId(), steps.turn().id());
            steps.append(new CheckpointEvent.Created(1, 1, 0));
            files.word = word.equals("nothing") ? files.word : word;
            steps.answer("done");
          });
    }
    AgentConfig.Gateway config = AgentConfig.Gateway.defaults();
    SessionHub hub =
        new SessionHub(
            new UserId("alice"),
            journal,
            runner,
            config,
            AgentConfig.Retention.FOREVER,
            files,
            FileSource.NONE,
            Supervisor.NONE);
    return Served.serve(journal, runner, hub);
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static void run(ProtocolClient client, String word) {
    send(client, "t-" + word, word);
    client.await(
        "turn_completed",
        p -> p.path("turn").path("turn_id").asText().equals("t-" + word),
        DEADLINE);
  }

  private static String send(ProtocolClient client, String turn, String prompt) {
    return client.send(
        "send_turn", Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private static String undo(ProtocolClient client) {
    return client.send("undo", Map.of("session_id", DEFAULT));
  }

  private static String rewind(ProtocolClient client, String turn) {
    return client.send("rewind", Map.of("session_id", DEFAULT, "turn_id", turn));
  }

  private static JsonNode restored(ProtocolClient client, String request) {
    return client.await("files_restored", p -> ProtocolClient.isAnswerTo(request, p), DEADLINE);
  }

  private static String error(ProtocolClient client, String request) {
    return client
        .await("error", p -> ProtocolClient.isAnswerTo(request, p), DEADLINE)
        .path("code")
        .asText();
  }

  @Test
  void goesBackTurnByTurn() {
    try (ProtocolClient client = served.join(HELLO)) {
      run(client, "one");
      run(client, "two");
      run(client, "nothing");
      JsonNode first = restored(client, undo(client));
      assertEquals("one", files.word);
      assertEquals("t-two", first.path("turn_id").asText());
      assertEquals(1, first.path("rewritten").asInt());
      assertEquals("/shared/f", first.path("files").path(0).asText());
      assertEquals("/shared/g: big", first.path("not_kept").path(0).asText());
      restored(client, undo(client));
      assertEquals("zero", files.word);
      assertEquals("no_checkpoint", error(client, undo(client)));

      restored(client, rewind(client, first.path("saved_as").asText()));
      assertEquals("two", files.word);
      restored(client, undo(client));
      assertEquals("one", files.word);
      run(client, "three");
      restored(client, undo(client));
      assertEquals("one", files.word);
      restored(client, undo(client));
      assertEquals("zero", files.word);
    }
    assertEquals(
        6,
        journal.events().stream()
            .filter(event -> event.payload() instanceof CheckpointEvent.Restored)
            .count());
  }

  @Test
  void rewindsToATurn() {
    try (ProtocolClient client = served.join(HELLO)) {
      run(client, "one");
      run(client, "two");
      run(client, "three");
      restored(client, rewind(client, "t-two"));
      assertEquals("one", files.word);
      restored(client, undo(client));
      assertEquals("zero", files.word);
      assertEquals("no_checkpoint", error(client, rewind(client, "nonesuch")));
      files.kept.clear();
      assertEquals("checkpoint_failed", error(client, rewind(client, "t-one")));
    }
  }

  @Test
  void isRefusedWhileATurnRunsAndToWhoDidNotAskForTheFeature() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient plain = served.join()) {
      run(client, "one");
      assertEquals("feature_not_granted", error(plain, undo(plain)));
      String other = plain.send("create_session", Map.of());
      JsonNode created =
          plain.await("session_created", p -> ProtocolClient.isAnswerTo(other, p), DEADLINE);
      String session = created.path("session").path("session_id").asText();
      plain.send("send_turn", Map.of("session_id", session, "turn_id", "w", "prompt", "wait"));
      plain.await("turn_started", DEADLINE);
      assertEquals("turn_active", error(client, undo(client)));
      assertEquals("one", files.word);
      plain.send("cancel_active_turn", Map.of("session_id", session));
      plain.await("turn_cancelled", DEADLINE);
      restored(client, undo(client));
      assertEquals("zero", files.word);
    }
  }

  @Test
  void aTurnThatComesMeanwhileWaits() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other = served.join(HELLO)) {
      run(client, "one");
      CountDownLatch hold = new CountDownLatch(1);
      files.hold = hold;
      String request = undo(client);
      Await.until("the restore", DEADLINE, () -> files.restoring);
      assertEquals("one", files.word);
      int before = served.runner().turns().size();
      send(other, "t-late", "two");
      Await.until("the turn that waits", DEADLINE, () -> served.hub().stats().waiting() == 1);
      assertEquals(before, served.runner().turns().size());
      hold.countDown();
      restored(client, request);
      other.await(
          "turn_completed",
          p -> p.path("turn").path("turn_id").asText().equals("t-late"),
          DEADLINE);
      assertEquals("two", files.word);
    }
  }

  @Test
  void oneThatWasCutOffIsFinishedAtTheStart() {
    Files later = new Files();
    later.unfinished =
        new Checkpoints.Restored(
            new SessionId(DEFAULT),
            new TurnId("t"),
            new TurnId("s"),
            1,
            2,
            3,
            List.of(),
            List.of());
    InMemoryJournal another = new InMemoryJournal();
    try (Served next = serve(another, later)) {
      assertTrue(
          another.events().stream()
              .anyMatch(event ->
                  event
                      .payload()
                      .equals(
                          new CheckpointEvent.Restored(
                              new TurnId("t"), 6, List.of(), new TurnId("s")))));
      assertTrue(next.hub().stats().waiting() == 0);
    }
  }
}
