package dev.oxydra.tools.skills;

import dev.oxydra.types.Skill;
import dev.oxydra.types.Tool;
import java.util.List;

/** Makes the tools that read skills. */
public final class SkillTools {
  private SkillTools() {}

  /** All of them, by name; none where there are no skills. */
  public static List<Tool> create(List<Skill> skills) {
    return skills.isEmpty() ? List.of() : ToolIndex.create(new SkillShelf(skills));
  }
}
