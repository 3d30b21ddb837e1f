package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Persona;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SessionPromptsTest {
  private static final Bootstrap.Agent AGENT =
      new Bootstrap.Agent("default", AgentFixture.MODEL, ReasoningEffort.AUTO, null);

  private Persona persona = new Persona("", "You are calm.");
  private int reads;
  private final SessionPrompts prompts =
      new SessionPrompts(
          () -> {
            reads++;
            return persona;
          },
          List.of(),
          "Help.");

  private OperatorPrompt of(String session) {
    return prompts.of(new SessionId(session), AGENT, Set::of);
  }

  @Test
  void aSessionKeepsWhatItBeganWith() {
    OperatorPrompt first = of("a");
    persona = new Persona("", "You are merry.");
    assertSame(first, of("a"));
    assertEquals(1, reads);
    assertTrue(of("b").whole().endsWith("You are merry."));
    assertTrue(of("a").whole().endsWith("You are calm."));
  }

  @Test
  void sessionsThatAreToldTheSameShareIt() {
    OperatorPrompt first = of("a");
    for (int i = 0; i < 3000; i++) {
      assertSame(first, of("s" + i));
    }
  }
}
