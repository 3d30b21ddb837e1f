package dev.oxydra.runner;

import com.typesafe.config.ConfigUtil;
import dev.oxydra.runner.Prompt.Choice;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.config.Tier;
import dev.oxydra.runner.isolation.TierSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the agent is kept apart, and what its commands may reach.
 *
 * @param changes takes the answers that differ from what is there
 */
record HostQuestions(
    Invocation invocation, LoadedConfig config, Prompt prompt, SetupChanges changes) {
  void ask() {
    tier();
    network();
  }

  private void tier() {
    TierSettings settings = Configuration.tiers(config, invocation.host());
    List<Choice> choices = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      choices.add(
          new Choice(tier.key(), described(tier), TierDoctor.problem(tier, settings).orElse(null)));
    }
    prompt.say("\nHow is the agent kept apart from this machine?");
    if (choices.stream().allMatch(choice -> choice.obstacle() != null)) {
      choices.forEach(choice -> prompt.say("  " + choice.name() + ": " + choice.obstacle()));
      prompt.say("None works here yet; it stays " + config.runner().tier().key() + ".");
      return;
    }
    String tier = prompt.choice("Tier", choices, fallback(choices));
    if (!tier.equals(config.runner().tier().key())) {
      changes.set(SetupChanges.RUNNER, "tier", tier);
    }
    if (config.user().tier() != null) {
      prompt.say("users/" + invocation.user() + ".conf has a tier of its own, which wins.");
    }
  }

  /** The present one, if it works. */
  private String fallback(List<Choice> choices) {
    String present = config.runner().tier().key();
    List<String> usable =
        choices.stream().filter(choice -> choice.obstacle() == null).map(Choice::name).toList();
    return usable.contains(present) ? present : usable.getFirst();
  }

  private static String described(Tier tier) {
    return switch (tier) {
      case PROCESS -> "bubblewrap, which shares the host's kernel; starts at once";
      case CONTAINER -> "Docker or Podman, which share the host's kernel";
      case MICRO_VM -> "QEMU, with a kernel of its own; takes more memory";
    };
  }

  private void network() {
    RunnerConfig.ToolNetwork shell = config.runner().network().tools().get("shell");
    NetworkPolicy own = shell == null ? null : shell.policy();
    String present = key(own == null ? config.runner().network().policy() : own);
    prompt.say("\nWhat may the agent's commands reach of the network?");
    String policy =
        prompt.choice(
            "Network",
            List.of(
                Choice.of("deny", "nothing"),
                Choice.of("allowlist", "hosts that you list"),
                Choice.of("open", "every public address")),
            present);
    if (!policy.equals(present)) {
      changes.set(SetupChanges.RUNNER, "network.tools.shell.policy", policy);
    }
    if (policy.equals(key(NetworkPolicy.ALLOWLIST))) {
      hosts(
          shell == null || shell.allow() == null
              ? config.runner().network().allow()
              : shell.allow());
    }
  }

  private void hosts(List<String> present) {
    String shown = String.join(" ", present);
    String hosts =
        prompt.text(
            "Hosts, such as repo1.maven.org *.debian.org:443",
            shown,
            given -> given.isBlank() ? "List at least one, with spaces in between." : null);
    if (!hosts.equals(shown)) {
      changes.set(
          SetupChanges.RUNNER,
          "network.tools.shell.allow",
          Arrays.stream(hosts.split("[\\s,]+"))
              .map(ConfigUtil::quoteString)
              .collect(Collectors.joining(", ", "[", "]")));
    }
  }

  private static String key(NetworkPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }
}
