package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Persona;
import dev.oxydra.types.Skill;
import dev.oxydra.types.Skill.Activation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an agent is told first. */
final class OperatorPromptTest {
  private static final Set<String> TOOLS = Set.of("skill_load", "shell_exec");

  private static Skill skill(String name, Activation activation, int priority, String... requires) {
    return new Skill(
        name, "is for " + name, activation, priority, List.of(requires), "How: " + name, Map.of());
  }

  private static String skills(Set<String> tools, Skill... all) {
    return OperatorPrompt.of(Persona.NONE, List.of(all), "Mine", null, tools).skills();
  }

  @Test
  void theNearestSystemPromptIsTakenAndWhoTheAgentIsComesAfterIt() {
    Persona persona = new Persona("The operator's", "You are calm.");
    List<Skill> none = List.of();
    assertEquals(
        "Own\n\n# Who you are\nYou are calm.",
        OperatorPrompt.of(persona, none, "Own", "Configured", TOOLS).whole());
    assertTrue(
        OperatorPrompt.of(persona, none, null, "Configured", TOOLS)
            .whole()
            .startsWith("Configured\n"));
    assertTrue(
        OperatorPrompt.of(persona, none, null, null, TOOLS).whole().startsWith("The operator's"));
    assertEquals(
        SystemPrompt.builtIn(), OperatorPrompt.of(Persona.NONE, none, null, null, TOOLS).whole());
  }

  @Test
  void whatItMayLookUpIsListedAndWhatIsAlwaysShownIsThere() {
    String text =
        skills(
            TOOLS,
            skill("later", Activation.AUTO, 0),
            skill("first", Activation.AUTO, 5),
            skill("house-rules", Activation.ALWAYS, 0),
            skill("secret", Activation.MANUAL, 0),
            skill("no-web", Activation.AUTO, 0, "web_fetch"));
    assertTrue(
        text.contains(
            "\n- first: is for first\n- later: is for later\n\n# Skill house-rules\nHow: house-rules"),
        text);
    assertFalse(text.contains("secret") || text.contains("no-web"), text);
  }

  @Test
  void whoCanNotReadThemIsToldOfNone() {
    assertEquals("", skills(Set.of("shell_exec"), skill("a", Activation.AUTO, 0)));
    assertEquals("", skills(TOOLS));
  }
}
