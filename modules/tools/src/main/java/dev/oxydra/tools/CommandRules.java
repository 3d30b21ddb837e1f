package dev.oxydra.tools;

import dev.oxydra.types.AgentConfig;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which commands may run, by {@code tools.shell}. They keep an agent from mistakes; what a command
 * can reach is the sandbox's to say, as no reading of a command line can.
 */
final class CommandRules {
  /** What no agent has a reason to do: it ends the machine, or takes all files of the user. */
  static final List<String> DENIED =
      List.of(
          "rm -rf /",
          "rm -fr /",
          "rm -rf /shared",
          "rm -rf /shared/",
          "mkfs*",
          "shutdown*",
          "reboot*",
          "poweroff*",
          "halt*");

  private static final List<String> ALLOWED = List.of("*");

  private final List<Rule> allow;
  private final List<Rule> deny;
  private final boolean operators;

  private record Rule(String text, TextPattern pattern) {
    static List<Rule> of(List<String> texts) {
      return texts.stream().map(text -> new Rule(text, TextPattern.of(text))).toList();
    }
  }

  CommandRules(AgentConfig.Shell config) {
    // A list of the user's that says what may run would mean nothing beside one that lets all run.
    this.allow =
        Rule.of(config.allow().isEmpty() && !config.replaceDefaults() ? ALLOWED : config.allow());
    this.deny =
        Rule.of(
            config.replaceDefaults()
                ? config.deny()
                : Stream.concat(DENIED.stream(), config.deny().stream()).toList());
    this.operators = config.allowOperators();
  }

  /** Why a command may not run; null when it may. */
  @Nullable String objection(String command) {
    CommandLine line = CommandLine.of(command);
    for (Rule rule : deny) {
      if (line.commands().stream().anyMatch(rule.pattern()::matches)) {
        return "tools.shell.deny has \"" + rule.text() + "\".";
      }
    }
    if (!operators && line.operator() != null) {
      return "tools.shell.allow_operators is false, and this has "
          + line.operator()
          + ". Run one command a call.";
    }
    for (String each : line.commands()) {
      if (allow.stream().noneMatch(rule -> rule.pattern().matches(each))) {
        return "tools.shell.allow has nothing that fits \"" + each + "\".";
      }
    }
    return null;
  }
}
