package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Selection;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which agent a turn has, which model it asks, and in whose name the answer is journalled. */
class SelectionTest extends AgentFixture {
  private static final long LIMIT = 200_000;

  private static Turn turn(@Nullable String agent, @Nullable Selection selection) {
    return new Turn(TurnId.create(), SESSION, "hello", List.of(), agent, selection);
  }

  private ModelRequest requestOf(@Nullable String agent, @Nullable Selection selection) {
    ScriptedProvider provider = new ScriptedProvider(says("hi"));
    run(provider, config(5, LONG), turn(agent, selection));
    return provider.requests().getFirst();
  }

  @Test
  void eachAgentHasItsOwnModelPromptAndEffort() {
    ModelRequest plain = requestOf(null, null);
    assertEquals(MODEL, plain.model());
    assertEquals(SystemPrompt.builtIn(), plain.system());
    assertEquals(ReasoningEffort.AUTO, plain.options().reasoning());
    assertEquals(plain, requestOf("default", null).with(plain.messages()));

    ModelRequest written = requestOf("writer", null);
    assertEquals(OTHER, written.model());
    assertEquals("Write well.", written.system());
    assertEquals(ReasoningEffort.HIGH, written.options().reasoning());
    assertEquals(
        Set.of("user", "default", "writer"),
        Set.copyOf(journal.events().stream().map(Event::actor).toList()));
  }

  @Test
  void aTurnMayAskForAnotherModelAndAnotherEffort() {
    ModelRequest asked = requestOf(null, new Selection(null, "o", ReasoningEffort.LOW));
    assertEquals(OTHER, asked.model());
    assertEquals(ReasoningEffort.LOW, asked.options().reasoning());

    ModelRequest effort = requestOf("writer", new Selection(null, null, ReasoningEffort.OFF));
    assertEquals(OTHER, effort.model());
    assertEquals(ReasoningEffort.OFF, effort.options().reasoning());

    ModelRequest model = requestOf("writer", new Selection(null, "m", null));
    assertEquals(MODEL, model.model());
    assertEquals(ReasoningEffort.HIGH, model.options().reasoning());
  }

  @Test
  void whatIsNotThereIsRefusedBeforeTheTurnAndFailsItAfterwards() {
    Agents agents = agents(new ScriptedProvider(), config(5, LONG));
    assertEquals(Set.of("default", "writer"), agents.agents());
    agents.check(turn("writer", new Selection(null, "m", null)));
    Turn odd = turn(null, new Selection(null, "x", null));
    assertEquals(
        "There is no model 'x'",
        assertThrows(IllegalArgumentException.class, () -> agents.check(odd)).getMessage());
    String message =
        assertThrows(IllegalArgumentException.class, () -> agents.check(turn("nobody", null)))
            .getMessage();
    assertTrue(message.contains("'nobody'") && message.contains("default, writer"), message);

    agents.run(odd, updates::add);
    assertEquals(new EventPayload.TurnFailed("unknown_model", "There is no model 'x'"), last());
  }

  private static ScriptedProvider.Step answers(
      @Nullable Usage usage, @Nullable ModelRef model, @Nullable BigDecimal cost) {
    return (request, sink) ->
        new Completion(Message.assistant("hi"), FinishReason.STOP, usage, model, cost, LIMIT);
  }

  private EventPayload.UsageRecorded usageOf(ScriptedProvider.Step answer) {
    run(new ScriptedProvider(answer), config(5, LONG));
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
    return payloads(EventPayload.UsageRecorded.class).getLast();
  }

  @Test
  void whoReallyAnsweredAndWhatItCostIsJournalled() {
    BigDecimal cost = new BigDecimal("0.0042");
    assertEquals(
        new EventPayload.UsageRecorded(
            OTHER.provider(), OTHER.model(), ScriptedProvider.USAGE, cost, LIMIT),
        usageOf(answers(ScriptedProvider.USAGE, OTHER, cost)));
    assertEquals(
        new EventPayload.UsageRecorded(
            MODEL.provider(), MODEL.model(), ScriptedProvider.USAGE, null, LIMIT),
        usageOf(answers(ScriptedProvider.USAGE, null, null)));
    assertEquals(
        new EventPayload.UsageRecorded(MODEL.provider(), MODEL.model(), Usage.NONE, null, LIMIT),
        usageOf(answers(null, null, null)));
    assertEquals(
        new EventPayload.UsageRecorded(MODEL.provider(), MODEL.model(), ScriptedProvider.USAGE),
        usageOf(ScriptedProvider.says("hi")));
  }

  @Test
  void everyCallOfATurnIsJournalledInTheNameOfWhoAnsweredIt() {
    run(
        new ScriptedProvider(
            calls(call("1", "echo")), answers(ScriptedProvider.USAGE, OTHER, BigDecimal.ONE)),
        config(5, LONG),
        echo);
    assertEquals(
        List.of("m", "o"),
        payloads(EventPayload.UsageRecorded.class).stream()
            .map(usage -> usage.model().value())
            .toList());
  }
}
