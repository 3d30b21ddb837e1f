package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.CallReceipt;
import dev.oxydra.types.CallTally;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a turn really did stands beside what its answer says; and one that goes round is ended. */
final class ReceiptTest extends AgentFixture {
  private final Tool write =
      new FakeTool("file_write", SafetyTier.SIDE_EFFECTING, it -> ToolOutput.ok("written"));

  private final Tool shell =
      new FakeTool("shell_exec", SafetyTier.PRIVILEGED, it -> ToolOutput.failed("exit code 1"));

  @Test
  void theCallsThatRanAreCounted() {
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(call("1", "file_write"), call("2", "file_write"), call("3", "echo")),
            calls(call("4", "shell_exec"), call("5", "file_write"), call("6", "none")),
            says("All 17 files are written and tested."));
    run(provider, config(5, LONG), echo, write, shell);
    List<CallTally> calls = assertInstanceOf(EventPayload.TurnCompleted.class, last()).calls();
    assertEquals(
        List.of(
            new CallTally("file_write", SafetyTier.SIDE_EFFECTING, 3, 0, 0),
            new CallTally("echo", SafetyTier.READ_ONLY, 1, 0, 0),
            new CallTally("shell_exec", SafetyTier.PRIVILEGED, 0, 1, 0),
            new CallTally("none", SafetyTier.READ_ONLY, 0, 1, 0)),
        calls);
    assertEquals("3 files written, 1 command failed, 1 × none failed", CallReceipt.text(calls));
    assertTrue(CallReceipt.isTroubled(calls));
  }

  private static ToolCall same(int id) {
    return new ToolCall("" + id, "shell_exec", JsonNodeFactory.instance.objectNode());
  }

  @Test
  void threeIdenticalFailingCallsInARowEndTheTurn() {
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(same(1)),
            calls(call("x", "echo")),
            calls(same(2)),
            calls(same(3)),
            calls(same(4)));
    run(provider, config(20, LONG), echo, shell);
    EventPayload.TurnFailed failed = assertInstanceOf(EventPayload.TurnFailed.class, last());
    assertEquals("repeated_failure", failed.reason());
    assertEquals(5, provider.requests().size());
  }

  @Test
  void fiveHundredCallsAtOnceAllHaveAResult() {
    ToolCall[] many =
        IntStream.range(0, 500).mapToObj(i -> call("c" + i, "echo")).toArray(ToolCall[]::new);
    run(new ScriptedProvider(calls(many), says("done")), config(5, LONG), echo);
    assertEquals(500, payloads(EventPayload.ToolResulted.class).size());
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }
}
