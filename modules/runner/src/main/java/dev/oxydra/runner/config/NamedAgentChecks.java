package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig.NamedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent's record can't say of itself. */
final class NamedAgentChecks {
  /** The largest system prompt, in bytes. */
  static final long MAX_PROMPT = 256 << 10;

  private static final int MAX_DESCRIPTION = 1000;

  private NamedAgentChecks() {}

  static void check(Problems problems, String path, NamedAgent agent) {
    String description = agent.description();
    if (description != null && (description.isBlank() || description.length() > MAX_DESCRIPTION)) {
      problems.add(
          path + ".description",
          "This must have 1 to %d characters".formatted(MAX_DESCRIPTION),
          "Say in a sentence what it is good for");
    }
    if (agent.tools() != null && agent.tools().stream().anyMatch(String::isBlank)) {
      problems.add(path + ".tools", "A tool's name is empty", "Name it, or use \"*\" for all");
    }
    prompt(problems, path, agent);
  }

  private static void prompt(Problems problems, String path, NamedAgent agent) {
    Path file = agent.systemPromptFile();
    if (file == null) {
      return;
    }
    String key = path + ".system_prompt_file";
    if (agent.systemPrompt() != null) {
      problems.add(key, "There is a system_prompt too", "Keep one of the two");
      return;
    }
    try {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        problems.add(key, "There is no file %s that can be read".formatted(file), "Write it");
      } else if (Files.size(file) > MAX_PROMPT || Files.readString(file).isBlank()) {
        problems.add(
            key,
            "%s is empty, or has more than %d KiB".formatted(file, MAX_PROMPT >> 10),
            "Write what the agent is told into it");
      }
    } catch (IOException e) {
      problems.add(key, "%s is no text in UTF-8".formatted(file), "Write it anew");
    }
  }

  /**
   * What an agent is told; null for what all are.
   *
   * @param name its name
   * @throws ConfigException when its file is gone since it was checked
   */
  static @Nullable String prompt(String name, NamedAgent agent) {
    Path file = agent.systemPromptFile();
    if (file == null) {
      return agent.systemPrompt();
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  file.toString(),
                  0,
                  Keys.join(AgentChecks.AGENTS, name) + ".system_prompt_file",
                  "The file can't be read",
                  "Write it again")));
    }
  }
}
