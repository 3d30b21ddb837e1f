package dev.oxydra.tools.skills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Skill;
import dev.oxydra.types.Skill.Activation;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents read skills. */
final class SkillToolsTest {
  private final List<Tool> tools =
      SkillTools.create(
          List.of(
              new Skill(
                  "pdf",
                  "Makes PDFs",
                  Activation.AUTO,
                  0,
                  List.of(),
                  "Use pandoc.",
                  Map.of("references/fonts.md", "Noto", "references/a.md", "A")),
              new Skill("by-hand", "x", Activation.MANUAL, 0, List.of(), "Hidden", Map.of())));

  private ToolOutput run(String name, String arguments) throws Exception {
    Tool tool =
        tools.stream().filter(it -> it.spec().name().equals(name)).findFirst().orElseThrow();
    return tool.run(
        Json.mapper().readTree(arguments.replace('\'', '"')),
        new ToolContext(new SessionId("s"), new TurnId("t"), "c"));
  }

  @Test
  void itsTextAndWhatElseThereIsAreRead() throws Exception {
    assertEquals(
        "Use pandoc.\n\nMore to read with skill_reference, when you need it:\n- references/a.md\n- references/fonts.md",
        run("skill_load", "{'name': 'pdf'}").text());
    assertEquals(
        "Noto", run("skill_reference", "{'name': 'pdf', 'path': 'references/fonts.md'}").text());
    assertEquals("Hidden", run("skill_load", "{'name': 'by-hand'}").text());
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    ToolException none =
        assertThrows(ToolException.class, () -> run("skill_load", "{'name': 'xls'}"));
    assertTrue(String.valueOf(none.getMessage()).endsWith("There are: pdf"), none.getMessage());
    ToolOutput missing = run("skill_reference", "{'name': 'pdf', 'path': '../../etc/passwd'}");
    assertFalse(missing.ok());
    assertTrue(missing.text().contains("references/a.md"), missing.text());
    assertEquals(List.of(), SkillTools.create(List.of()));
  }
}
