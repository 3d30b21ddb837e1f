package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the user wants of every turn is in every request, and where it names a tool, is asked. */
final class ConstraintsTest extends AgentFixture {
  private final List<String> ran = new ArrayList<>();
  private final List<ApprovalEvent.Requested> asked = new ArrayList<>();

  private final Tool delete =
      new FakeTool(
          "mail_delete",
          SafetyTier.SIDE_EFFECTING,
          arguments -> {
            ran.add("mail_delete");
            return ToolOutput.ok("deleted");
          });

  private void append(ConstraintEvent event) {
    journal.append(List.of(new NewEvent(ConstraintEvent.SESSION, null, "user", event)));
  }

  private TurnHost answering(ApprovalEvent.Decision decision) {
    return new TurnHost() {
      @Override
      public void show(TurnUpdate update) {
        updates.add(update);
      }

      @Override
      public ApprovalEvent.Resolved decide(ApprovalEvent.Requested request) {
        asked.add(request);
        return new ApprovalEvent.Resolved(request.approvalId(), decision, "user", null);
      }
    };
  }

  private static Turn turn() {
    return new Turn(TurnId.create(), SESSION, "hello", List.of());
  }

  @Test
  void itIsInEveryRequestFromWhenItIsSetUntilItIsTakenBack() {
    Tool sets =
        new FakeTool(
            "sets",
            SafetyTier.READ_ONLY,
            arguments -> {
              append(new ConstraintEvent.Added("a", "Never delete mail\nwithout asking"));
              return ToolOutput.ok("meanwhile the user has set one");
            });
    ScriptedProvider provider =
        new ScriptedProvider(calls(call("1", "sets")), says("ok"), says("again"), says("free"));
    Agents agents = agents(provider, config(5, LONG), sets);
    agents.run(turn(), updates::add);
    agents.run(turn(), updates::add);
    append(new ConstraintEvent.Removed("a"));
    agents.run(turn(), updates::add);
    String line = "\n- Never delete mail without asking\n";
    List<Boolean> has = provider.requests().stream().map(it -> it.system().contains(line)).toList();
    assertEquals(List.of(false, true, true, false), has);
  }

  @Test
  void aToolThatItNamesIsAskedAboutThoughThePolicyAllowsIt() {
    append(new ConstraintEvent.Added("a", "Ask me before mail_delete, always"));
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(call("1", "mail_delete"), call("2", "echo")),
            says("no"),
            calls(call("3", "mail_delete")),
            says("yes"));
    Agents agents = agents(provider, config(5, LONG), delete, echo);
    agents.run(turn(), answering(ApprovalEvent.Decision.DENY));
    assertEquals(List.of(), ran);
    assertEquals("You have set: \"Ask me before mail_delete, always\"", asked.getFirst().reason());
    agents.run(turn(), answering(ApprovalEvent.Decision.ALLOW_ALWAYS));
    assertEquals(List.of("mail_delete"), ran);
    assertEquals(2, asked.size(), "and echo is not asked about");
  }

  @Test
  void aToolWhosePartOfANameItHasIsAnother() {
    append(new ConstraintEvent.Added("a", "Ask me before mail_delete_all"));
    ScriptedProvider provider = new ScriptedProvider(calls(call("1", "mail_delete")), says("done"));
    agents(provider, config(5, LONG), delete).run(turn(), answering(ApprovalEvent.Decision.DENY));
    assertEquals(List.of("mail_delete"), ran);
    assertTrue(asked.isEmpty());
    assertFalse(provider.requests().isEmpty());
  }
}
