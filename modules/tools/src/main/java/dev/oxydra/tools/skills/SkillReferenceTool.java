package dev.oxydra.tools.skills;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Skill;
import dev.oxydra.types.ToolOutput;

/** Reads what belongs to a skill. */
final class SkillReferenceTool {
  private final SkillShelf shelf;

  SkillReferenceTool(SkillShelf shelf) {
    this.shelf = shelf;
  }

  @Tool(name = "skill_reference", tier = Tier.READ_ONLY)
  ToolOutput read(
      @Param("The skill's name") String name,
      @Param("Which text, as skill_load lists them, such as references/api.md") String path) {
    Skill skill = shelf.named(name);
    String text = skill.references().get(path.strip());
    return text == null
        ? ToolOutput.failed(
            "The skill %s has no '%s'.%s"
                .formatted(skill.name(), path, SkillShelf.references(skill)))
        : ToolOutput.ok(text);
  }
}
