package dev.oxydra.tools.skills;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Skill;
import dev.oxydra.types.ToolOutput;

/** Reads a skill. */
final class SkillLoadTool {
  private final SkillShelf shelf;

  SkillLoadTool(SkillShelf shelf) {
    this.shelf = shelf;
  }

  @Tool(name = "skill_load", tier = Tier.READ_ONLY)
  ToolOutput load(@Param("The skill's name") String name) {
    Skill skill = shelf.named(name);
    return ToolOutput.ok(skill.body() + SkillShelf.references(skill));
  }
}
