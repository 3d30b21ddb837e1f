package dev.oxydra.runner;

import dev.oxydra.runner.config.ConfigEntry;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import java.util.ArrayList;
import java.util.List;

/** {@code runner config}. */
final class ConfigCommand {
  private ConfigCommand() {}

  /** Prints every key, its value and where that comes from. */
  static int show(Invocation invocation) {
    List<ConfigEntry> entries = Configuration.load(invocation).entries();
    String section = "";
    for (ConfigEntry entry : entries) {
      if (!section.equals(entry.file())) {
        section = entry.file();
        invocation.out().println("# " + section);
      }
      invocation.out().println(entry.key() + " = " + entry.value() + "  # " + entry.origin());
    }
    return ExitCodes.OK;
  }

  /** Says what is wrong with it, if anything. */
  static int check(Invocation invocation) {
    LoadedConfig config = Configuration.load(invocation);
    List<ConfigProblem> warnings = new ArrayList<>(config.warnings());
    try {
      Roster roster = Roster.of(config, invocation.host().environment());
      warnings.addAll(InstalledCatalog.of(invocation).checked(config, roster).warnings());
    } catch (ConfigException e) {
      throw Configuration.wrong(e);
    }
    warnings.forEach(warning -> invocation.out().println("warning: " + warning));
    invocation
        .out()
        .println("The configuration in " + invocation.files().config() + " has no errors.");
    return ExitCodes.OK;
  }
}
