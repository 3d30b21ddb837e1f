package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.ToolOutput.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a tool writes while it runs. */
class LiveOutputTest extends AgentFixture {

  /** Does something with the call that it runs for. */
  private record Talking(Consumer<ToolContext> body) implements Tool {
    @Override
    public ToolSpec spec() {
      return new ToolSpec(
          "talks", "A fake", JsonNodeFactory.instance.objectNode(), SafetyTier.READ_ONLY);
    }

    @Override
    public ToolOutput run(JsonNode arguments, ToolContext context) {
      body.accept(context);
      return ToolOutput.ok("done");
    }
  }

  private List<TurnUpdate.ToolOutput> shown() {
    return updates.stream()
        .filter(TurnUpdate.ToolOutput.class::isInstance)
        .map(TurnUpdate.ToolOutput.class::cast)
        .toList();
  }

  private void run(Consumer<ToolContext> body) {
    run(
        new ScriptedProvider(calls(call("1", "talks"), call("2", "talks")), says("done")),
        config(5, LONG),
        new Talking(body));
  }

  @Test
  void isShownWithItsCall() {
    run(context -> {
      context.output().accept(Stream.STDOUT, "out of " + context.callId());
      context.output().accept(Stream.STDERR, "err of " + context.callId());
    });
    for (String id : List.of("1", "2")) {
      assertEquals(
          List.of(
              new TurnUpdate.ToolOutput(id, Stream.STDOUT, "out of " + id),
              new TurnUpdate.ToolOutput(id, Stream.STDERR, "err of " + id)),
          shown().stream().filter(output -> output.callId().equals(id)).toList());
    }
  }

  @Test
  void isNotShownAfterTheCall() {
    List<ToolContext> calls = new ArrayList<>();
    run(context -> {
      synchronized (calls) {
        calls.add(context);
      }
    });
    calls.forEach(context -> context.output().accept(Stream.STDOUT, "late"));
    assertEquals(List.of(), shown());
  }

  @Test
  void isNotShownBeyondWhatAResultMayHold() {
    String wide = "\uD83D\uDE00".repeat(500) + "x";
    run(context -> {
      for (int i = 0; i < 2 * ToolInvoker.MAX_RESULT / wide.length(); i++) {
        context.output().accept(Stream.STDOUT, wide);
      }
    });
    for (String id : List.of("1", "2")) {
      String all =
          String.join(
              "",
              shown().stream()
                  .filter(output -> output.callId().equals(id))
                  .map(TurnUpdate.ToolOutput::chunk)
                  .toList());
      assertTrue(all.length() >= ToolInvoker.MAX_RESULT - 1, "" + all.length());
      assertTrue(all.length() <= ToolInvoker.MAX_RESULT, "" + all.length());
      assertTrue(!Character.isHighSurrogate(all.charAt(all.length() - 1)));
    }
  }
}
