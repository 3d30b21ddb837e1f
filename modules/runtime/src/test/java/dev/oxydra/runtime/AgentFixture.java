package dev.oxydra.runtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** An agent that answers by a script, and what it leaves in the journal. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class AgentFixture {
  static final SessionId SESSION = new SessionId("s");
  static final ModelRef MODEL = ModelRef.parse("test/m");
  static final ModelRef OTHER = ModelRef.parse("another/o");
  static final Duration LONG = Duration.ofMinutes(5);

  final InMemoryJournal journal = new InMemoryJournal();
  final List<TurnUpdate> updates = new CopyOnWriteArrayList<>();

  final Tool echo =
      new FakeTool("echo", SafetyTier.READ_ONLY, arguments -> ToolOutput.ok("echo " + arguments));

  void run(ScriptedProvider provider, AgentConfig.Runtime config, Tool... tools) {
    run(provider, config, new Turn(TurnId.create(), SESSION, "hello", List.of()), tools);
  }

  void run(ScriptedProvider provider, AgentConfig.Runtime config, Turn turn, Tool... tools) {
    agents(provider, config, tools).run(turn, updates::add);
  }

  /** The default agent, and one that writes with another model. */
  Agents agents(ScriptedProvider provider, AgentConfig.Runtime config, Tool... tools) {
    return agents(provider, config, Toolbox.of(List.of(tools)));
  }

  Agents agents(ScriptedProvider provider, AgentConfig.Runtime config, Toolbox box) {
    return new Agents(
        List.of(
            new Bootstrap.Agent("default", MODEL, ReasoningEffort.AUTO, null),
            new Bootstrap.Agent("writer", OTHER, ReasoningEffort.HIGH, "Write well.")),
        provider,
        AgentFixture::resolve,
        box,
        journal,
        config);
  }

  /** Knows the models {@code m} and {@code o}. */
  private static ModelRef resolve(Selection selection, ModelRef otherwise) {
    String model = Objects.requireNonNullElse(selection.model(), otherwise.model().value());
    for (ModelRef known : List.of(MODEL, OTHER)) {
      if (known.model().value().equals(model)) {
        return known;
      }
    }
    throw new IllegalArgumentException("There is no model '" + model + "'");
  }

  static AgentConfig.Runtime config(int maxTurns, Duration timeout) {
    return new AgentConfig.Runtime(maxTurns, timeout, 8, null);
  }

  static ToolCall call(String id, String name) {
    return new ToolCall(id, name, JsonNodeFactory.instance.objectNode().put("id", id));
  }

  List<String> types() {
    return journal.events().stream().map(event -> EventCodec.type(event.payload())).toList();
  }

  EventPayload last() {
    return journal.events().getLast().payload();
  }

  <T extends EventPayload> List<T> payloads(Class<T> type) {
    return journal.events().stream()
        .map(Event::payload)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
