package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.fails;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.Role;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the user says to a turn that runs. */
class SteeringTest extends AgentFixture {
  private final Speaker speaker = new Speaker();

  /** A user, and whether the turn still listens. */
  private final class Speaker implements TurnHost {
    private final List<String> said = new ArrayList<>();
    private boolean listening = true;

    synchronized void say(String text) {
      assertEquals(true, listening, "nothing more is accepted");
      said.add(text);
    }

    @Override
    public void show(TurnUpdate update) {
      updates.add(update);
    }

    @Override
    public synchronized List<String> steering(boolean last) {
      List<String> taken = List.copyOf(said);
      said.clear();
      listening &= !last || !taken.isEmpty();
      return taken;
    }
  }

  /** Says {@code text} while the model answers. */
  private ScriptedProvider.Step during(ScriptedProvider.Step answer, String... text) {
    return (request, sink) -> {
      List.of(text).forEach(speaker::say);
      return answer.answer(request, sink);
    };
  }

  private void run(ScriptedProvider provider, int maxTurns) {
    agents(provider, config(maxTurns, LONG), echo)
        .run(new Turn(TurnId.create(), SESSION, "hello", List.of()), speaker);
    assertEquals(false, speaker.listening);
  }

  private static List<String> said(ModelRequest request) {
    return request.messages().stream()
        .map(message -> message.role() == Role.TOOL ? "(results)" : message.text())
        .toList();
  }

  @Test
  void isPutAfterTheToolResults() {
    ScriptedProvider provider =
        new ScriptedProvider(
            during(calls(call("1", "echo")), "be quick", "and quiet"), says("done"));
    run(provider, 5);
    assertEquals(
        List.of("hello", "", "(results)", "be quick", "and quiet"),
        said(provider.requests().get(1)));
    assertEquals(
        List.of(
            "turn.started",
            "message.user",
            "message.assistant",
            "usage.recorded",
            "tool.call",
            "tool.result",
            "message.user",
            "message.user",
            "message.assistant",
            "usage.recorded",
            "turn.completed"),
        types());
    assertEquals("user", journal.events().get(6).actor());
  }

  @Test
  void whatComesWithTheLastAnswerGetsAnAnswerOfItsOwn() {
    ScriptedProvider provider =
        new ScriptedProvider(during(says("here"), "one thing more"), says("and that"));
    run(provider, 5);
    assertEquals(List.of("hello", "here", "one thing more"), said(provider.requests().get(1)));
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }

  @Test
  void countsAsAModelCall() {
    ScriptedProvider provider = new ScriptedProvider(during(says("here"), "one thing more"));
    run(provider, 1);
    assertEquals("max_turns", assertInstanceOf(EventPayload.TurnFailed.class, last()).reason());
    ScriptedProvider next = new ScriptedProvider(says("that too"));
    run(next, config(5, LONG));
    assertEquals(
        List.of("hello", "here", "one thing more", "hello"), said(next.requests().getFirst()));
  }

  @Test
  void isNotLostWhenTheTurnFails() {
    run(
        new ScriptedProvider(
            during(
                fails(
                    new ProviderException(
                        ProviderException.Kind.UNAVAILABLE, false, "Out of order", null)),
                "be quick")),
        5);
    ScriptedProvider next = new ScriptedProvider(says("quickly"));
    run(next, config(5, LONG));
    assertEquals(List.of("hello", "be quick", "hello"), said(next.requests().getFirst()));
  }

  /** It was acknowledged, and the process died before the model was called again. */
  @Test
  void whatACrashKeptFromTheModelIsShownToItInTheNextTurn() {
    TurnId turn = TurnId.create();
    append(turn, new EventPayload.TurnStarted());
    append(turn, new EventPayload.UserMessage(Message.user("go")));
    append(turn, new EventPayload.TurnSteered("be quick"));
    append(turn, new EventPayload.UserMessage(Message.user("be quick")));
    append(turn, new EventPayload.TurnSteered("be quick"));
    append(turn, new EventPayload.TurnFailed("interrupted", "The agent stopped"));
    for (int i = 0; i < 2; i++) {
      ScriptedProvider next = new ScriptedProvider(says("quickly"));
      run(next, config(5, LONG));
      assertEquals(
          List.of("go", "be quick", "be quick", "hello"),
          said(next.requests().getFirst()).subList(0, 4));
    }
  }

  private void append(TurnId turn, EventPayload payload) {
    journal.append(List.of(new NewEvent(SESSION, turn, "user", payload)));
  }
}
