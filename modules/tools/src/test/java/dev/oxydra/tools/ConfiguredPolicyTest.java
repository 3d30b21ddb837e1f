package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.AgentConfig.ApprovalRule;
import dev.oxydra.types.AgentConfig.Approvals;
import dev.oxydra.types.AgentConfig.RuleDecision;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolPolicy.Verdict;
import dev.oxydra.types.ToolSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfiguredPolicyTest {
  private static final AgentConfig.Shell SHELL =
      new AgentConfig.Shell(Duration.ofMinutes(1), Duration.ofMinutes(2));

  private static final Class<?> ALLOW = Verdict.Allow.class;
  private static final Class<?> ASK = Verdict.Ask.class;
  private static final Class<?> DENY = Verdict.Deny.class;

  @Test
  void theModeDecidesByTier() {
    assertEquals(List.of(ALLOW, ASK, ASK), byTier(ApprovalMode.ASK, "process"));
    assertEquals(List.of(ALLOW, ALLOW, ALLOW), byTier(ApprovalMode.AUTO, "micro_vm"));
    assertEquals(List.of(ALLOW, ALLOW, ASK), byTier(ApprovalMode.AUTO, "none"));
    assertEquals(List.of(ALLOW, DENY, DENY), byTier(ApprovalMode.READ_ONLY, "container"));
    assertEquals(List.of(ALLOW, ALLOW, ALLOW), byTier(ApprovalMode.FULL, "none"));
  }

  private static List<Class<?>> byTier(ApprovalMode mode, String sandbox) {
    return byTier(policy(mode, sandbox));
  }

  private static List<Class<?>> byTier(ToolPolicy policy) {
    return Arrays.stream(SafetyTier.values())
        .<Class<?>>map(tier -> policy.decide(spec("t", tier), call("t", "x"), Set.of()).getClass())
        .toList();
  }

  @Test
  void theModeOfASessionTakesThePlaceOfTheConfiguredOne() {
    ToolPolicy auto = policy(ApprovalMode.AUTO, "none");
    assertEquals(List.of(ALLOW, ASK, ASK), byTier(auto.under(ApprovalMode.ASK)));
    assertEquals(List.of(ALLOW, DENY, DENY), byTier(auto.under(ApprovalMode.READ_ONLY)));
    assertEquals(List.of(ALLOW, ALLOW, ALLOW), byTier(auto.under(ApprovalMode.FULL)));
    Verdict.Deny denied =
        assertInstanceOf(
            Verdict.Deny.class,
            auto.under(ApprovalMode.READ_ONLY)
                .decide(spec("t", SafetyTier.SIDE_EFFECTING), call("t", "x"), Set.of()));
    assertEquals(
        "The mode of this session is read_only, and t changes something.", denied.reason());
  }

  @Test
  void noSessionGetsOutOfReadOnlyNorOfARule() {
    ToolPolicy readOnly = policy(ApprovalMode.READ_ONLY, "process").under(ApprovalMode.FULL);
    assertEquals(List.of(ALLOW, DENY, DENY), byTier(readOnly));
    ToolPolicy ruled =
        policy(
                ApprovalMode.AUTO,
                "process",
                rule("shell_exec", "curl*", RuleDecision.DENY),
                rule("shell_exec", "git*", RuleDecision.ASK))
            .under(ApprovalMode.FULL);
    assertInstanceOf(DENY, exec(ruled, "curl x"));
    assertInstanceOf(ASK, exec(ruled, "git push"));
    assertInstanceOf(ALLOW, exec(ruled, "ls"));
  }

  /** Only the operator can say that strangers are trusted, and the user can take it back. */
  @Test
  void inNoSessionsModeIsAPageTrusted() {
    ToolPolicy full = policy(ApprovalMode.FULL, "process");
    for (ApprovalMode mode : List.of(ApprovalMode.AUTO, ApprovalMode.ASK)) {
      ToolPolicy loosened = policy(mode, "process").under(ApprovalMode.FULL);
      assertInstanceOf(ALLOW, exec(loosened, "rm a"));
      assertInstanceOf(ASK, exec(loosened, "rm a", Set.of("web")));
      assertInstanceOf(ASK, exec(full.under(mode), "rm a", Set.of("web")));
    }
    assertInstanceOf(ALLOW, exec(full.under(ApprovalMode.FULL), "rm a", Set.of("web")));
  }

  @Test
  void theFirstRuleThatFitsDecides() {
    ConfiguredPolicy policy =
        policy(
            ApprovalMode.FULL,
            "process",
            rule("shell_*", "git *", RuleDecision.ALLOW),
            rule("shell_exec", null, RuleDecision.ASK));
    assertInstanceOf(ALLOW, exec(policy, "git status"));
    assertInstanceOf(ASK, exec(policy, "rm -rf ."));
    assertInstanceOf(ASK, exec(policy, "echo\ngit status"));
    Verdict other =
        policy.decide(spec("file_read", SafetyTier.READ_ONLY), call("file_read", "x"), Set.of());
    assertInstanceOf(ALLOW, other);
  }

  @Test
  void aRuleThatDeniesIsNotOverridden() {
    ConfiguredPolicy policy =
        policy(
            ApprovalMode.FULL,
            "process",
            rule("shell_exec", null, RuleDecision.ALLOW),
            rule("shell_exec", "*curl*", RuleDecision.DENY));
    assertInstanceOf(ALLOW, exec(policy, "ls"));
    Verdict denied = exec(policy, "true\ncurl x");
    assertEquals(
        "approvals.rules denies shell_exec with {command=*curl*}.",
        assertInstanceOf(Verdict.Deny.class, denied).reason());
  }

  @Test
  void afterWhatOthersWroteItIsAskedAgain() {
    ConfiguredPolicy policy =
        policy(ApprovalMode.AUTO, "process", rule("shell_exec", "ls*", RuleDecision.ALLOW));
    assertInstanceOf(ALLOW, exec(policy, "rm a", Set.of("workspace")));
    Verdict again = exec(policy, "rm a", Set.of("web"));
    assertEquals(
        new Verdict.Ask(
            "This turn has read what others wrote (web), and shell_exec is privileged.", true),
        again);
    assertInstanceOf(ALLOW, exec(policy, "ls -l", Set.of("web")), "a rule");
    assertInstanceOf(
        ALLOW, exec(policy(ApprovalMode.FULL, "process"), "rm a", Set.of("web")), "the mode");
    assertInstanceOf(DENY, exec(policy(ApprovalMode.READ_ONLY, "process"), "rm a", Set.of("web")));
  }

  @Test
  void whatCouldCarryFilesAwayIsAskedAboutWhenTheyWereRead() {
    ConfiguredPolicy policy = policy(ApprovalMode.AUTO, "process");
    ToolSpec fetch = spec("web_fetch", SafetyTier.READ_ONLY);
    ToolCall call = call("web_fetch", "");
    assertInstanceOf(ALLOW, policy.decide(fetch, call, Set.of("web")));
    assertInstanceOf(ALLOW, policy.decide(fetch, call, Set.of("workspace")));
    assertInstanceOf(ASK, policy.decide(fetch, call, Set.of("web", "workspace")));
    ConfiguredPolicy off =
        new ConfiguredPolicy(
            new Approvals(ApprovalMode.AUTO, List.of(), false, Duration.ofHours(1)),
            SHELL,
            "process");
    assertInstanceOf(ALLOW, off.decide(fetch, call, Set.of("web", "workspace")));
  }

  /** Wherever it is, and whatever its tier: it is not of this program. */
  @Test
  void serversCouldCarryFilesAwayAndNoSandboxHoldsThem() {
    ConfiguredPolicy policy = policy(ApprovalMode.AUTO, "process");
    for (SafetyTier tier : List.of(SafetyTier.READ_ONLY, SafetyTier.SIDE_EFFECTING)) {
      ToolSpec tool = spec("mcp_files_read", tier);
      ToolCall call = call("mcp_files_read", "");
      assertInstanceOf(ALLOW, policy.decide(tool, call, Set.of("mcp:files")));
      assertInstanceOf(ASK, policy.decide(tool, call, Set.of("mcp:files", "workspace")));
    }
    ToolSpec privileged = spec("mcp_files_read", SafetyTier.PRIVILEGED);
    assertInstanceOf(ASK, policy.decide(privileged, call("mcp_files_read", ""), Set.of()));
  }

  @Test
  void nothingIsNotedForGoodOfWhatOthersWroteWithoutTheUsersWord() {
    for (ApprovalMode mode : List.of(ApprovalMode.AUTO, ApprovalMode.FULL, ApprovalMode.ASK)) {
      ConfiguredPolicy policy = policy(mode, "process", rule("memory_*", null, RuleDecision.ALLOW));
      for (String tool : List.of("memory_save", "memory_update")) {
        ToolSpec spec = spec(tool, SafetyTier.SIDE_EFFECTING);
        Verdict verdict = policy.decide(spec, call(tool, "x"), Set.of("web", "memory"));
        Verdict.Ask ask = assertInstanceOf(Verdict.Ask.class, verdict);
        assertEquals(
            "This turn has read what others wrote (web), and "
                + tool
                + " would remember for good what it makes of that.",
            ask.reason());
        assertEquals(true, ask.again());
        assertInstanceOf(
            ALLOW, policy.decide(spec, call(tool, "x"), Set.of("workspace", "memory")));
      }
    }
    assertInstanceOf(
        DENY,
        policy(ApprovalMode.READ_ONLY, "process")
            .decide(
                spec("memory_save", SafetyTier.SIDE_EFFECTING),
                call("memory_save", "x"),
                Set.of("web")));
  }

  @Test
  void patternsHaveNoCharactersOfTheirOwnButTheStar() {
    ConfiguredPolicy policy =
        policy(ApprovalMode.FULL, "process", rule("shell_exec", "a.[b]?", RuleDecision.DENY));
    assertInstanceOf(DENY, exec(policy, "a.[b]?"));
    assertInstanceOf(ALLOW, exec(policy, "aXb"));
  }

  private static ConfiguredPolicy policy(ApprovalMode mode, String sandbox, ApprovalRule... rules) {
    return new ConfiguredPolicy(
        new Approvals(mode, List.of(rules), true, Duration.ofHours(1)), SHELL, sandbox);
  }

  private static ApprovalRule rule(String tool, String command, RuleDecision decision) {
    return new ApprovalRule(tool, command == null ? null : Map.of("command", command), decision);
  }

  private static Verdict exec(ToolPolicy policy, String command) {
    return exec(policy, command, Set.of());
  }

  private static Verdict exec(ToolPolicy policy, String command, Set<String> sources) {
    return policy.decide(
        spec("shell_exec", SafetyTier.PRIVILEGED), call("shell_exec", command), sources);
  }

  private static ToolSpec spec(String name, SafetyTier tier) {
    return new ToolSpec(name, "", JsonNodeFactory.instance.objectNode(), tier);
  }

  private static ToolCall call(String name, String command) {
    return new ToolCall("1", name, JsonNodeFactory.instance.objectNode().put("command", command));
  }
}
