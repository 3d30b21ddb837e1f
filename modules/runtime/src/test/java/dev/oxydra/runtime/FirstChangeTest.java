package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When a turn's checkpoint is taken, and what becomes of one that can't be. */
class FirstChangeTest extends AgentFixture {
  private final List<String> done = new ArrayList<>();

  private final Tool writes =
      new FakeTool(
          "write",
          SafetyTier.SIDE_EFFECTING,
          arguments -> {
            done.add("write");
            return ToolOutput.ok("written");
          });

  /** Keeps nothing, and says when it would. */
  private record Kept(List<String> done, Supplier<Taken> taken) implements Checkpoints {
    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public Taken take(SessionId session, TurnId turn) {
      done.add("take");
      return taken.get();
    }

    @Override
    public Restored restore(SessionId session, List<TurnId> turns, Consumer<Restored> restored) {
      throw new AssertionError("not by a turn");
    }

    @Override
    public Optional<Restored> recover(Consumer<Restored> restored) {
      return Optional.empty();
    }
  }

  private void run(Supplier<Checkpoints.Taken> taken, Turn turn, ScriptedProvider provider) {
    new Agents(
            List.of(new Bootstrap.Agent("default", MODEL, ReasoningEffort.AUTO, null)),
            provider,
            (selection, otherwise) -> MODEL,
            Toolbox.of(List.of(echo, writes)).with(new Kept(done, taken)),
            journal,
            config(5, LONG))
        .run(turn, updates::add);
  }

  private static Turn turn() {
    return new Turn(TurnId.create(), SESSION, "hello", List.of());
  }

  private static Checkpoints.Taken taken() {
    return new Checkpoints.Taken(3, 4, 5);
  }

  @Test
  void isTakenOnceBeforeWhatChangesSomething() {
    run(
        FirstChangeTest::taken,
        turn(),
        new ScriptedProvider(
            calls(call("1", "echo"), call("2", "write"), call("3", "write")),
            calls(call("4", "write")),
            says("done")));
    assertEquals(List.of("take", "write", "write", "write"), done);
    assertEquals(List.of(new CheckpointEvent.Created(3, 4, 5)), payloads(CheckpointEvent.class));
    List<String> types = types();
    assertEquals(
        List.of("tool.call", "checkpoint.created", "tool.result"),
        types.subList(
            types.indexOf("checkpoint.created") - 1, types.indexOf("checkpoint.created") + 2));
  }

  @Test
  void isNotTakenForWhatOnlyReads() {
    run(
        FirstChangeTest::taken,
        turn(),
        new ScriptedProvider(calls(call("1", "echo"), call("2", "nonesuch")), says("done")));
    assertEquals(List.of(), done);
  }

  @Test
  void isTakenAnewForEachTurn() {
    for (int i = 0; i < 2; i++) {
      run(
          FirstChangeTest::taken,
          turn(),
          new ScriptedProvider(calls(call("1", "write")), says("done")));
    }
    assertEquals(List.of("take", "write", "take", "write"), done);
  }

  @Test
  void aTurnThatCanNotBeUndoneRunsAndSaysSo() {
    run(
        () -> {
          throw new CheckpointException("No checkpoint of /shared: too many files");
        },
        turn(),
        new ScriptedProvider(calls(call("1", "write"), call("2", "write")), says("done")));
    assertEquals(List.of("take", "write", "write"), done);
    assertEquals(
        List.of(new CheckpointEvent.Failed("No checkpoint of /shared: too many files")),
        payloads(CheckpointEvent.class));
    assertEquals(
        List.of(ToolResult.Outcome.OK, ToolResult.Outcome.OK),
        payloads(EventPayload.ToolResulted.class).stream()
            .map(EventPayload.ToolResulted::outcome)
            .toList());
  }

  @Test
  void aFaultOfItKeepsNothingFromRunningEither() {
    run(
        () -> {
          throw new IllegalStateException("a fault");
        },
        turn(),
        new ScriptedProvider(calls(call("1", "write")), says("done")));
    assertEquals(List.of("take", "write"), done);
    assertEquals(1, payloads(CheckpointEvent.Failed.class).size());
  }

  @Test
  void aTurnThatGoesOnKeepsTheOneThatItHas() {
    Turn turn = turn();
    journal.append(
        List.of(
            event(turn, new EventPayload.TurnStarted()),
            event(turn, new EventPayload.UserMessage(Message.user("hello"))),
            event(turn, new CheckpointEvent.Created(1, 2, 3))));
    run(
        FirstChangeTest::taken,
        new Turn(turn.id(), SESSION, "hello", List.of(), null, null, true),
        new ScriptedProvider(calls(call("1", "write")), says("done")));
    assertEquals(List.of("write"), done);
  }

  private static NewEvent event(Turn turn, EventPayload payload) {
    return new NewEvent(SESSION, turn.id(), "user", payload);
  }

  @Test
  void theModelIsToldOnceThatTheFilesWereBroughtBack() {
    run(FirstChangeTest::taken, turn(), new ScriptedProvider(says("first")));
    journal.append(
        List.of(
            new NewEvent(
                SESSION,
                null,
                "user",
                new CheckpointEvent.Restored(TurnId.create(), 1, List.of(), TurnId.create()))));
    ScriptedProvider second = new ScriptedProvider(says("second"));
    run(FirstChangeTest::taken, turn(), second);
    List<Message> seen = second.requests().getFirst().messages();
    assertEquals(4, seen.size());
    assertEquals(true, seen.get(2).text().contains("/shared back to an earlier state"));
    assertEquals("hello", seen.get(3).text());
    ScriptedProvider third = new ScriptedProvider(says("third"));
    run(FirstChangeTest::taken, turn(), third);
    assertEquals(
        1,
        third.requests().getFirst().messages().stream()
            .filter(message -> message.text().contains("earlier state"))
            .count());
  }
}
