package dev.oxydra.runtime;

import dev.oxydra.types.Persona;
import dev.oxydra.types.Skill;
import dev.oxydra.types.Skill.Activation;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one agent is told first, of what the operator has written for it.
 *
 * @param text the system prompt and who the agent is
 * @param skills which skills it has, and the text of those that are always shown; empty for none
 */
record OperatorPrompt(String text, String skills) {
  private static final String SKILLS =
      "\n\n# Skills\nInstructions for certain kinds of work. Before you begin such work, read them with"
          + " skill_load.";

  /**
   * Puts it together.
   *
   * @param own the agent's own system prompt; null for that of all
   * @param configured what replaces the built-in one; null for nothing
   * @param tools the names of those that the agent has
   */
  static OperatorPrompt of(
      Persona persona,
      List<Skill> skills,
      @Nullable String own,
      @Nullable String configured,
      Set<String> tools) {
    String text = own == null ? configured : own;
    if (text == null) {
      text = persona.system().isEmpty() ? SystemPrompt.builtIn() : persona.system();
    }
    String soul = persona.soul().isEmpty() ? "" : "\n\n# Who you are\n" + persona.soul().strip();
    return new OperatorPrompt(text + soul, skills(skills, tools));
  }

  String whole() {
    return text + skills;
  }

  private static String skills(List<Skill> skills, Set<String> tools) {
    List<Skill> fitting =
        skills.stream()
            .filter(skill -> tools.containsAll(skill.requires()))
            .sorted(Comparator.comparingInt(Skill::priority).reversed().thenComparing(Skill::name))
            .toList();
    String index =
        fitting.stream()
            .filter(skill -> skill.activation() == Activation.AUTO)
            .map(skill -> "\n- %s: %s".formatted(skill.name(), skill.description()))
            .collect(Collectors.joining());
    String always =
        fitting.stream()
            .filter(skill -> skill.activation() == Activation.ALWAYS)
            .map(skill -> "\n\n# Skill %s\n%s".formatted(skill.name(), skill.body().strip()))
            .collect(Collectors.joining());
    boolean canRead = tools.contains("skill_load");
    return (index.isEmpty() || !canRead ? "" : SKILLS + index) + always;
  }
}
