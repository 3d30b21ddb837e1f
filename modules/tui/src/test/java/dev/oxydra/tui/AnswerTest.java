package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written of an answer. */
class AnswerTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AnswerOutput out = new AnswerOutput(bytes, false);
  private final AnswerText answer = new AnswerText(out);

  @Test
  void messagesHaveABlankLineBetweenThemAndOneLineFeedAtTheEnd() {
    answer.delta("One\n\nstill");
    answer.committed("One\n\nstill one\n\n\n");
    answer.committed(""); // calls alone
    answer.delta("two\n");
    answer.committed("two\n");
    out.end();
    assertEquals("One\n\nstill one\n\ntwo\n", written());
  }

  @Test
  void anAnswerWithoutTextIsNothing() {
    answer.committed("");
    out.end();
    assertEquals("", written());
  }

  /** The connection may be lost anywhere, and again while the past is told. */
  @Test
  void whateverIsToldAgainIsWrittenOnce() {
    String text = "An answer\nof two lines.";
    for (int lost = 0; lost <= text.length(); lost++) {
      bytes.reset();
      answer.connected();
      answer.delta(text.substring(0, lost));
      answer.connected();
      answer.delta(text.substring(0, lost / 2));
      answer.connected();
      answer.delta(text.substring(0, lost));
      answer.delta(text.substring(lost, (lost + text.length()) / 2));
      answer.committed(text);
      assertTrue(written().strip().equals(text), written());
    }
  }

  @Test
  void whatIsCommittedIsTheTruth() {
    answer.delta("something el");
    answer.committed("What it says");
    out.end();
    assertEquals("something el\n\nWhat it says\n", written());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31mred\u001b[0m and \u001b]0;title\u0007plain\r\nline",
        "\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\ \u009b2Jx\u001b(B",
        "smile \ud83d\ude00 \u202egnp.exe\tend"
      })
  void onATerminalNothingSteersHoweverItIsCut(String text) {
    for (int cut = 0; cut <= text.length(); cut++) {
      bytes.reset();
      AnswerOutput terminal = new AnswerOutput(bytes, true);
      terminal.write(text.substring(0, cut));
      terminal.write(text.substring(cut));
      terminal.end();
      assertEquals(PlainText.of(text) + "\n", written(), "cut at " + cut);
    }
  }

  @Test
  void intoAPipeItGoesAsItIs() {
    out.write("\u001b[31mred\ud83d");
    out.write("\ude00\r\n");
    out.end();
    assertEquals("\u001b[31mred\ud83d\ude00\r\n", written());
  }

  @Test
  void progressComesBetweenMessagesAlone() {
    AnswerOutput terminal = new AnswerOutput(bytes, true);
    AnswerText text = new AnswerText(terminal);
    assertTrue(terminal.giveWay());
    text.delta("Wait");
    assertFalse(terminal.giveWay());
    text.committed("Wait.");
    assertTrue(terminal.giveWay());
    assertEquals("Wait.\n", written());
    text.committed("Done.");
    terminal.end();
    assertEquals("Wait.\n\nDone.\n", written());
  }

  @Test
  void aSessionIsFoundByItsIdItsNameOrABeginning() {
    List<?> sessions =
        List.of(
            Map.of("session_id", "abc1", "display_name", "work"),
            Map.of("session_id", "abd2", "display_name", "abc1"),
            Map.of("session_id", "xyz3", "display_name", "work"),
            Map.of("session_id", "xyz"));
    assertEquals(List.of("abc1"), SessionChoice.find(sessions, "abc1"));
    assertEquals(List.of("xyz"), SessionChoice.find(sessions, "xyz"));
    assertEquals(List.of("abd2"), SessionChoice.find(sessions, "abd"));
    assertEquals(List.of("abc1", "xyz3"), SessionChoice.find(sessions, "work"));
    assertEquals(List.of(), SessionChoice.find(sessions, "w"));
    assertTrue(SessionChoice.problem(List.of("abc1", "xyz3"), "work").contains("abc1, xyz3"));
    assertTrue(SessionChoice.problem(List.of(), "w").contains("No session"));
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
