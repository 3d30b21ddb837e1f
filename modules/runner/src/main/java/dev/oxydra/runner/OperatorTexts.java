package dev.oxydra.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.oxydra.runner.skills.SkillLayers;
import dev.oxydra.runner.skills.SkillLayers.Found;
import dev.oxydra.runner.skills.SkillLayers.Located;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operator has written for all agents, in files beside the configuration: {@code
 * SYSTEM.md}, {@code SOUL.md}, and skills. No tool of an agent can write there.
 *
 * @param reasons what of it can't be used
 */
record OperatorTexts(Bootstrap.Operator operator, List<StartupStatus.Reason> reasons) {
  private static final int LONGEST = 64 << 10;

  OperatorTexts {
    reasons = List.copyOf(reasons);
  }

  /**
   * Reads it.
   *
   * @param builtIn where the built-in skills are
   * @param config the project's configuration folder
   */
  static OperatorTexts read(Path builtIn, Path config, UserId user, AgentConfig.Skills skills) {
    List<StartupStatus.Reason> reasons = new ArrayList<>();
    List<Path> folders =
        List.of(
            config.resolve("users").resolve(user.value()),
            config,
            Path.of(System.getProperty("user.home"), ".config", "oxydra"),
            Path.of("/etc/oxydra"));
    Found found = SkillLayers.ofThisMachine(builtIn, config).find(skills);
    found
        .problems()
        .forEach(problem ->
            reasons.add(
                new StartupStatus.Reason("skill", problem.folder() + ": " + problem.why() + ".")));
    return new OperatorTexts(
        new Bootstrap.Operator(
            nearest(folders, "SYSTEM.md", reasons),
            nearest(folders, "SOUL.md", reasons),
            found.skills().stream().map(Located::skill).toList()),
        reasons);
  }

  private static String nearest(
      List<Path> folders, String name, List<StartupStatus.Reason> reasons) {
    for (Path folder : folders) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        return text(file, reasons);
      }
    }
    return "";
  }

  private static String text(Path file, List<StartupStatus.Reason> reasons) {
    String why;
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= LONGEST) {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
      }
      why = "it must be a file of at most %,d bytes".formatted(LONGEST);
    } catch (IOException e) {
      why = "it is no text in UTF-8 that can be read: " + e.getMessage();
    }
    reasons.add(new StartupStatus.Reason("persona", "%s is not used: %s.".formatted(file, why)));
    return "";
  }
}
