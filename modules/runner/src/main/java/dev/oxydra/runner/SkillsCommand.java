package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.skills.SkillException;
import dev.oxydra.runner.skills.SkillInstaller;
import dev.oxydra.runner.skills.SkillInstaller.Offered;
import dev.oxydra.runner.skills.SkillLayers;
import dev.oxydra.runner.skills.SkillLayers.Found;
import dev.oxydra.runner.skills.SkillLayers.Located;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code runner skills}. */
final class SkillsCommand {
  private static final int LONGEST = 70;

  private SkillsCommand() {}

  static int list(Invocation invocation) {
    Found found = found(invocation);
    if (found.skills().isEmpty()) {
      invocation.out().println("There are no skills. Add one: runner skills add FOLDER");
    } else {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("NAME", "SHOWN", "ADDED", "FOR", "IN"));
      for (Located each : found.skills()) {
        rows.add(
            List.of(
                each.skill().name(),
                each.skill().activation().name().toLowerCase(Locale.ROOT),
                added(invocation, each),
                Printable.of(each.skill().description(), LONGEST),
                each.folder().toString()));
      }
      TextTable.print(invocation.out(), rows);
    }
    found
        .problems()
        .forEach(problem ->
            invocation.err().println("warning: " + problem.folder() + ": " + problem.why()));
    invocation.out().flush();
    return found.problems().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static String added(Invocation invocation, Located skill) {
    if (skill.folder().startsWith(invocation.distribution().skills())) {
      return "built in";
    }
    return skill.pinned() ? "yes" : "by hand";
  }

  private static Found found(Invocation invocation) {
    return SkillLayers.ofThisMachine(
            invocation.distribution().skills(), invocation.files().config())
        .find(Configuration.load(invocation).agent().skills());
  }

  static int show(Invocation invocation) {
    Located wanted =
        found(invocation).skills().stream()
            .filter(each -> each.skill().name().equals(invocation.given()))
            .findFirst()
            .orElseThrow(() ->
                new RunnerException(
                    Kind.SKILLS,
                    "There is no skill '%s'; see: runner skills list"
                        .formatted(Printable.of(invocation.given(), LONGEST))));
    invocation.out().println("# " + wanted.skill().description());
    invocation.out().println("# " + wanted.digest());
    wanted.skill().body().lines().map(Printable::line).forEach(invocation.out()::println);
    wanted.skill().references().keySet().stream()
        .sorted()
        .forEach(path -> invocation.out().println("# " + path));
    invocation.out().flush();
    return ExitCodes.OK;
  }

  static int add(Invocation invocation) throws InterruptedException {
    Path scratch = TrialFolders.temporary();
    try {
      boolean added =
          installer(invocation)
              .add(
                  invocation.given(),
                  invocation.path(),
                  scratch,
                  offered -> isWanted(invocation, offered));
      invocation
          .out()
          .println(
              added
                  ? "Added. Agents that run know of it after: runner restart"
                  : "Nothing was added.");
      invocation.out().flush();
      return added ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (SkillException e) {
      throw failed(e);
    } finally {
      TrialFolders.delete(scratch);
    }
  }

  private static boolean isWanted(Invocation invocation, Offered offered) {
    Prompt prompt = new Prompt(invocation.host().in(), invocation.out(), false);
    prompt.say("%s: %s".formatted(offered.name(), Printable.of(offered.description(), 1000)));
    offered.files().forEach(file -> prompt.say("  " + Printable.of(file, LONGEST)));
    prompt.say(offered.digest());
    if (invocation.has("--yes")) {
      return true;
    }
    try {
      return prompt.yes(
          offered.replaces()
              ? "Put it in the place of the one that is there?"
              : "Agents will follow what it says. Add it?",
          false);
    } catch (Prompt.EndedException e) {
      return false;
    }
  }

  static int remove(Invocation invocation) {
    try {
      installer(invocation).remove(invocation.given());
    } catch (SkillException e) {
      throw failed(e);
    }
    invocation.out().println("Removed. Agents that run forget it after: runner restart");
    invocation.out().flush();
    return ExitCodes.OK;
  }

  private static SkillInstaller installer(Invocation invocation) {
    return new SkillInstaller(
        invocation.has("--project")
            ? invocation.files().config().toAbsolutePath().normalize().resolve("skills")
            : SkillLayers.ofUser());
  }

  private static RunnerException failed(SkillException e) {
    return new RunnerException(Kind.SKILLS, String.valueOf(e.getMessage()), e);
  }
}
