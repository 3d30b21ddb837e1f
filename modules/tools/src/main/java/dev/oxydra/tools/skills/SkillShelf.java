package dev.oxydra.tools.skills;

import dev.oxydra.types.Skill;
import dev.oxydra.types.ToolException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The skills that there are. */
record SkillShelf(List<Skill> skills) {
  SkillShelf {
    skills = List.copyOf(skills);
  }

  /**
   * One of them, of whatever activation: the user may have named it.
   *
   * @throws ToolException when there is none of that name
   */
  Skill named(String name) {
    return skills.stream()
        .filter(skill -> skill.name().equals(name.strip()))
        .findFirst()
        .orElseThrow(() ->
            new ToolException(
                "There is no skill '%s'. There are: %s"
                    .formatted(
                        name,
                        skills.stream()
                            .filter(skill -> skill.activation() != Skill.Activation.MANUAL)
                            .map(Skill::name)
                            .collect(Collectors.joining(", ")))));
  }

  /** What else can be read of a skill, a line each. */
  static String references(Skill skill) {
    return skill.references().isEmpty()
        ? ""
        : new TreeSet<>(skill.references().keySet())
            .stream()
                .map(path -> "\n- " + path)
                .collect(
                    Collectors.joining(
                        "", "\n\nMore to read with skill_reference, when you need it:", ""));
  }
}
