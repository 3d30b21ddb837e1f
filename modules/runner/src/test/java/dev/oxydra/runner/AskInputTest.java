package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is asked. */
class AskInputTest {
  @Test
  void wordsComeFirst() throws Exception {
    assertEquals("this", AskInput.prompt("this", null));
    assertEquals("this", AskInput.prompt("this", in("\n")));
    assertEquals("that\n", AskInput.prompt("", in("that\n")));
    assertEquals("this\n\nthat", AskInput.prompt("this", in("that")));
    assertThrows(IOException.class, () -> AskInput.prompt(" ", in("")));
    assertThrows(IOException.class, () -> AskInput.prompt("", null));
  }

  @Test
  void theInputIsTextOfABoundedLength() throws Exception {
    String most = "x".repeat(AskInput.LONGEST);
    assertEquals(most, AskInput.prompt("", in(most)));
    assertThrows(IOException.class, () -> AskInput.prompt("", in(most + "x")));
    assertThrows(
        IOException.class,
        () -> AskInput.prompt("", new ByteArrayInputStream(new byte[] {(byte) 0xff, 'x'})));
  }

  @Test
  void aSessionIsNamedAfterTheFirstWords() {
    assertEquals("What is it", AskCommand.name(" What\nis\tit "));
    assertEquals(
        "Tell me what you think of all that we",
        AskCommand.name("Tell me what you think of all that we have seen today"));
    assertEquals(40, AskCommand.name("x".repeat(100)).length());
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
