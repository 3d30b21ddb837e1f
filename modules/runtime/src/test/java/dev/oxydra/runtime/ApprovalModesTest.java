package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the user of a session has set holds for its next call, and for those who work for it. */
final class ApprovalModesTest extends AgentFixture {
  private static final SessionId OTHER_SESSION = new SessionId("other");

  /** What ran, by the calls' ids. */
  private final List<String> ran = new ArrayList<>();

  /** What was asked about, and not allowed. */
  private final List<String> asked = new ArrayList<>();

  /** What the user does while a call runs. */
  private Runnable meanwhile = () -> {};

  private final Tool write =
      new FakeTool(
          "write",
          SafetyTier.SIDE_EFFECTING,
          arguments -> {
            ran.add(arguments.path("id").asText());
            meanwhile.run();
            return ToolOutput.ok("written");
          });

  /** In {@code ask} everything is asked about, in all other modes nothing. */
  private record Moded(ApprovalMode mode) implements ToolPolicy {
    @Override
    public Verdict decide(ToolSpec tool, ToolCall call, Set<String> sources) {
      return mode == ApprovalMode.ASK ? new Verdict.Ask("So it is set.") : new Verdict.Allow();
    }

    @Override
    public ToolPolicy under(ApprovalMode set) {
      return new Moded(set);
    }
  }

  private void set(SessionId session, ApprovalModeChanged changed) {
    journal.append(List.of(new NewEvent(session, null, "user", changed)));
  }

  private void set(SessionId session, ApprovalMode mode) {
    set(session, new ApprovalModeChanged(mode));
  }

  private void create(SessionId session, EventPayload.SessionCreated made) {
    journal.append(List.of(new NewEvent(session, null, "user", made)));
  }

  private Agents agents(ScriptedProvider provider) {
    return agents(
        provider,
        config(5, LONG),
        new Toolbox(
            List.of(write),
            new Moded(ApprovalMode.AUTO),
            (tool, output) -> output,
            tool -> Duration.ofMinutes(1),
            LONG));
  }

  /** Runs a turn with a call for each id, one after the other, in the same or another process. */
  private void run(Agents agents, SessionId session) {
    agents.run(
        new Turn(TurnId.create(), session, "hello", List.of()),
        new TurnHost() {
          @Override
          public void show(TurnUpdate update) {}

          @Override
          public ApprovalEvent.Resolved decide(ApprovalEvent.Requested request) {
            asked.add(request.callId());
            return new ApprovalEvent.Resolved(
                request.approvalId(), ApprovalEvent.Decision.DENY, "user", null);
          }
        });
  }

  private static ScriptedProvider writing(String... ids) {
    ScriptedProvider.Step[] steps = new ScriptedProvider.Step[ids.length + 1];
    for (int i = 0; i < ids.length; i++) {
      steps[i] = calls(call(ids[i], "write"));
    }
    steps[ids.length] = says("done");
    return new ScriptedProvider(steps);
  }

  @Test
  void whatIsSetWhileATurnRunsHoldsForItsNextCall() {
    meanwhile = () -> set(SESSION, ApprovalMode.ASK);
    run(agents(writing("1", "2")), SESSION);
    assertEquals(List.of("1"), ran);
    assertEquals(List.of("2"), asked);
  }

  @Test
  void itHoldsInLaterTurnsAndProcessesUntilItIsTakenBack() {
    set(SESSION, ApprovalMode.ASK);
    run(agents(writing("1")), SESSION);
    run(agents(writing("2")), SESSION);
    set(SESSION, new ApprovalModeChanged(null));
    run(agents(writing("3")), SESSION);
    assertEquals(List.of("1", "2"), asked);
    assertEquals(List.of("3"), ran);
  }

  @Test
  void itHoldsInItsSessionAlone() {
    set(SESSION, ApprovalMode.ASK);
    run(agents(writing("1")), OTHER_SESSION);
    assertEquals(List.of("1"), ran);
  }

  @Test
  void whoWorksForASessionFollowsTheOneAtTheTop() {
    SessionId child = new SessionId("child");
    SessionId grandchild = new SessionId("grandchild");
    create(SESSION, new EventPayload.SessionCreated("default", null, "gateway", null));
    create(child, new EventPayload.SessionCreated("default", null, "delegation", SESSION));
    create(grandchild, new EventPayload.SessionCreated("default", null, "delegation", child));
    set(child, ApprovalMode.FULL);
    Agents agents =
        agents(
            new ScriptedProvider(
                calls(call("1", "write")),
                calls(call("2", "write")),
                says("done"),
                calls(call("3", "write")),
                says("done")));
    meanwhile = () -> set(SESSION, ApprovalMode.ASK);
    run(agents, grandchild);
    run(agents, child);
    assertEquals(List.of("1"), ran);
    assertEquals(List.of("2", "3"), asked);
  }

  @Test
  void aSessionThatIsMadeAnewBeginsWithTheConfiguredOne() {
    create(SESSION, new EventPayload.SessionCreated("default", null, "gateway", null));
    set(SESSION, ApprovalMode.ASK);
    Agents agents =
        agents(
            new ScriptedProvider(
                calls(call("1", "write")), says("done"), calls(call("2", "write")), says("done")));
    run(agents, SESSION);
    journal.delete(SESSION, "user");
    run(agents, SESSION);
    assertEquals(List.of("1"), asked);
    assertEquals(List.of("2"), ran);
  }

  @ParameterizedTest
  @EnumSource(ApprovalMode.class)
  void aConstraintHoldsInAnyMode(ApprovalMode mode) {
    journal.append(
        List.of(
            new NewEvent(
                ConstraintEvent.SESSION,
                null,
                "user",
                new ConstraintEvent.Added("a", "Ask me before write"))));
    set(SESSION, mode);
    run(agents(writing("1")), SESSION);
    assertEquals(List.of("1"), asked);
  }
}
