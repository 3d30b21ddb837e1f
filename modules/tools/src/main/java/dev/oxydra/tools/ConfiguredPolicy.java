package dev.oxydra.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.AgentConfig.ApprovalRule;
import dev.oxydra.types.AgentConfig.Approvals;
import dev.oxydra.types.AgentConfig.RuleDecision;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolSpec;
import java.util.List;
import java.util.Set;

/** The policy of {@code approvals} and {@code tools.shell} in the configuration. */
final class ConfiguredPolicy implements ToolPolicy {
  /** The tiers in which a command reaches nothing but its user's files. */
  private static final Set<String> SANDBOXES = Set.of("process", "container", "micro_vm");

  /** Whose arguments reach others. */
  private static final Set<String> OUTBOUND = Set.of("web_fetch", "web_search");

  /** Whose notes outlive the turn: never without the user's word after strangers had theirs. */
  private static final Set<String> REMEMBERING = Set.of("memory_save", "memory_update");

  /** How the names of tools begin that are served by others, wherever those are. */
  private static final String SERVED = "mcp_";

  /** Whose argument is a command. */
  private static final Set<String> COMMANDS = Set.of("shell_exec", "shell_start");

  private final Approvals approvals;

  /** What holds: that of the configuration, or of a session. */
  private final ApprovalMode mode;

  private final List<CallRule> rules;
  private final CommandRules commands;
  private final boolean sandboxed;

  ConfiguredPolicy(Approvals approvals, AgentConfig.Shell shell, String sandboxTier) {
    this.approvals = approvals;
    this.mode = approvals.mode();
    this.rules = approvals.rules().stream().map(CallRule::of).toList();
    this.commands = new CommandRules(shell);
    this.sandboxed = SANDBOXES.contains(sandboxTier);
  }

  private ConfiguredPolicy(ConfiguredPolicy configured, ApprovalMode mode) {
    this.approvals = configured.approvals;
    this.mode = mode;
    this.rules = configured.rules;
    this.commands = configured.commands;
    this.sandboxed = configured.sandboxed;
  }

  @Override
  public ToolPolicy under(ApprovalMode set) {
    return new ConfiguredPolicy(this, approvals.mode().unless(set));
  }

  @Override
  public Verdict decide(ToolSpec tool, ToolCall call, Set<String> sources) {
    String objection =
        COMMANDS.contains(tool.name())
            ? commands.objection(call.arguments().path("command").asText())
            : null;
    if (objection != null) {
      return new Verdict.Deny(objection);
    }
    CallRule first = null;
    for (CallRule rule : rules) {
      if (rule.fits(call)) {
        if (rule.decision() == RuleDecision.DENY) {
          return new Verdict.Deny("approvals.rules denies " + rule.text() + ".");
        }
        first = first == null ? rule : first;
      }
    }
    Verdict verdict = first == null ? byMode(tool) : byRule(first);
    if (verdict instanceof Verdict.Deny) {
      return verdict;
    }
    if (REMEMBERING.contains(tool.name()) && !strangers(sources).isEmpty()) {
      return new Verdict.Ask(
          read(sources)
              + ", and "
              + tool.name()
              + " would remember for good what it makes of that.",
          true);
    }
    return first == null ? afterReading(tool, sources, verdict) : verdict;
  }

  /** What strangers wrote may be meant to steer the agent. */
  private Verdict afterReading(ToolSpec tool, Set<String> sources, Verdict otherwise) {
    List<String> strangers = sources.stream().filter(ToolPolicy::isStrangers).sorted().toList();
    if (strangers.isEmpty() || !approvals.askAfterUntrusted() || trustsAll()) {
      return otherwise;
    }
    String read = read(sources);
    if (tool.tier() == SafetyTier.PRIVILEGED) {
      return new Verdict.Ask(read + ", and " + tool.name() + " is privileged.", true);
    }
    return isOutbound(tool) && (sources.contains(WORKSPACE) || sources.contains(MEMORY))
        ? new Verdict.Ask(
            read + " and your files, and " + tool.name() + " could carry them away.", true)
        : otherwise;
  }

  /** That strangers are trusted is for the operator to say, and can be taken back by the user. */
  private boolean trustsAll() {
    return mode == ApprovalMode.FULL && approvals.mode() == ApprovalMode.FULL;
  }

  private static List<String> strangers(Set<String> sources) {
    return sources.stream().filter(ToolPolicy::isStrangers).sorted().toList();
  }

  private static String read(Set<String> sources) {
    return "This turn has read what others wrote (" + String.join(", ", strangers(sources)) + ")";
  }

  private static boolean isOutbound(ToolSpec tool) {
    return OUTBOUND.contains(tool.name()) || tool.name().startsWith(SERVED);
  }

  private static Verdict byRule(CallRule rule) {
    return switch (rule.decision()) {
      case ALLOW -> new Verdict.Allow();
      case ASK -> new Verdict.Ask("approvals.rules asks about " + rule.text() + ".");
      case DENY -> throw new IllegalStateException("Denied before");
    };
  }

  private Verdict byMode(ToolSpec tool) {
    if (tool.tier() == SafetyTier.READ_ONLY) {
      return new Verdict.Allow();
    }
    return switch (mode) {
      case FULL -> new Verdict.Allow();
      case ASK -> new Verdict.Ask(tool.name() + " changes something.");
      case READ_ONLY ->
          new Verdict.Deny(
              (approvals.mode() == mode ? "approvals.mode" : "The mode of this session")
                  + " is read_only, and "
                  + tool.name()
                  + " changes something.");
      case AUTO ->
          tool.tier() != SafetyTier.PRIVILEGED ? new Verdict.Allow() : privileged(tool.name());
    };
  }

  /** No sandbox holds what a server does elsewhere, or with a key that it was given. */
  private Verdict privileged(String tool) {
    if (tool.startsWith(SERVED)) {
      return new Verdict.Ask("mcp.servers says that " + tool + " is privileged.");
    }
    return sandboxed
        ? new Verdict.Allow()
        : new Verdict.Ask(tool + " is privileged, and nothing isolates it here.");
  }

  /**
   * One rule, ready to be compared.
   *
   * @param text the rule, for people
   */
  private record CallRule(
      TextPattern tool, List<Argument> arguments, RuleDecision decision, String text) {
    private record Argument(String name, TextPattern value) {}

    static CallRule of(ApprovalRule rule) {
      var given = rule.arguments();
      List<Argument> arguments =
          given == null
              ? List.of()
              : given.entrySet().stream()
                  .map(entry -> new Argument(entry.getKey(), TextPattern.of(entry.getValue())))
                  .toList();
      String text = given == null || given.isEmpty() ? rule.tool() : rule.tool() + " with " + given;
      return new CallRule(TextPattern.of(rule.tool()), arguments, rule.decision(), text);
    }

    boolean fits(ToolCall call) {
      return tool.matches(call.name())
          && arguments.stream().allMatch(argument -> fits(argument, call.arguments()));
    }

    /** An argument that isn't there is an empty one. */
    private static boolean fits(Argument argument, JsonNode given) {
      JsonNode value = given.path(argument.name());
      return argument.value().matches(value.isValueNode() ? value.asText() : value.toString());
    }
  }
}
