package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.texts;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.SafetyTier;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the user is asked about tool calls. */
class QuestionsTest {
  private static ApprovalEvent.Requested question(String id, String... commands) {
    List<ApprovalEvent.AlsoAsked> also =
        List.of(commands).subList(1, commands.length).stream()
            .map(command -> new ApprovalEvent.AlsoAsked(id + command, arguments(command)))
            .toList();
    return new ApprovalEvent.Requested(
        id,
        "call-" + id,
        "shell_exec",
        arguments(commands[0]),
        SafetyTier.PRIVILEGED,
        "It is privileged.",
        Instant.EPOCH,
        also,
        "in /shared");
  }

  private static ObjectNode arguments(String command) {
    return JsonNodeFactory.instance.objectNode().put("command", command);
  }

  private static Screen asked(ApprovalEvent.Requested... questions) {
    Screen screen = online();
    for (int i = 0; i < questions.length; i++) {
      screen = receive(screen, Script.event(i + 1, Script.TURN, questions[i]));
    }
    return screen;
  }

  private static ClientFrame.ResolveApproval answered(Screen screen, String line) {
    Step step = press(type(screen, line), Key.Action.ENTER);
    assertTrue(step.screen().editor().draft().isEmpty());
    return assertInstanceOf(ClientFrame.ResolveApproval.class, frames(step).getFirst());
  }

  @Test
  void theExactCallsAreShownWithTheReason() {
    String shown = texts(asked(question("1", "rm \u001b[1ma", "rm b")));
    assertTrue(shown.contains("It is privileged."), shown);
    assertTrue(shown.contains("rm b"), shown);
    assertTrue(!shown.contains("\u001b"), shown);
  }

  @Test
  void aLetterAndEnterAnswerTheOldestQuestion() {
    Screen screen = asked(question("1", "a"), question("2", "b"));
    assertEquals(Decision.ALLOW_ONCE, answered(screen, "y").decision());
    assertEquals(Decision.ALLOW_SESSION, answered(screen, "s").decision());
    assertEquals(Decision.ALLOW_ALWAYS, answered(screen, "a").decision());
    ClientFrame.ResolveApproval denied = answered(screen, "n use git mv");
    assertEquals(Decision.DENY, denied.decision());
    assertEquals("use git mv", denied.note());
    assertEquals("1", denied.approvalId());
    assertNull(answered(screen, "n").note());
  }

  /** A sentence that begins with yes may be meant for the model. */
  @Test
  void whatIsNoAnswerStaysInTheInput() {
    Step step = press(type(asked(question("1", "a")), "maybe"), Key.Action.ENTER);
    assertEquals(List.of(), frames(step));
    assertEquals("maybe", step.screen().editor().draft().text());
  }

  @Test
  void anAnswerOfWhoeverEndsTheQuestion() {
    Screen screen =
        receive(
            asked(question("1", "a")),
            Script.event(
                2,
                Script.TURN,
                new ApprovalEvent.Resolved("1", Decision.DENY, "gateway", "no way")));
    assertEquals(List.of(), screen.conversation().questions());
    assertTrue(texts(screen).contains("Not allowed: shell_exec: no way"), texts(screen));
  }

  /** Later than somebody who was typing when the question came. */
  private static Step key(Screen screen, Key key) {
    return Update.apply(screen, new Input.Pressed(key), Script.NOW.plusSeconds(1));
  }

  private static ClientFrame.ResolveApproval resolved(Step step) {
    return assertInstanceOf(ClientFrame.ResolveApproval.class, frames(step).getFirst());
  }

  @Test
  void oneKeyAnswersTheQuestionThatIsShown() {
    Screen screen = asked(question("1", "a"));
    assertInstanceOf(QuestionCard.class, screen.overview().panel());
    assertEquals(Decision.ALLOW_ONCE, resolved(key(screen, new Key.Text("y"))).decision());
    assertEquals(Decision.ALLOW_SESSION, resolved(key(screen, new Key.Text("S"))).decision());
    assertEquals(Decision.DENY, resolved(key(screen, new Key.Text("n"))).decision());
    assertNull(key(screen, new Key.Text("y")).screen().overview().panel());
  }

  @Test
  void forGoodTakesOneKeyMore() {
    Step step = key(asked(question("1", "a")), new Key.Text("a"));
    assertEquals(List.of(), frames(step));
    assertEquals(Decision.ALLOW_ALWAYS, resolved(key(step.screen(), Key.Action.ENTER)).decision());
    Screen back = key(step.screen(), Key.Action.ESCAPE).screen();
    assertEquals(List.of(), frames(key(back, Key.Action.ENTER)));
  }

  @Test
  void aNoteGoesWithAnyAnswer() {
    Screen screen = key(asked(question("1", "a")), Key.Action.TAB).screen();
    screen = key(screen, new Key.Text("yes, but use git")).screen();
    screen = key(key(screen, Key.Action.BACKSPACE).screen(), Key.Action.ENTER).screen();
    ClientFrame.ResolveApproval answer = resolved(key(screen, new Key.Text("s")));
    assertEquals(Decision.ALLOW_SESSION, answer.decision());
    assertEquals("yes, but use gi", answer.note());
  }

  /** Nobody answers with what they were writing when the question came. */
  @Test
  void whoIsWritingAnswersNothingByThat() {
    Screen unseen = asked(question("1", "a"));
    Step step = press(unseen, new Key.Text("y"));
    assertEquals(List.of(), frames(step));
    assertEquals("y", step.screen().editor().draft().text());
    Step later = key(step.screen(), new Key.Text("n"));
    assertEquals(List.of(), frames(later));
    assertEquals("yn", later.screen().editor().draft().text());
  }

  @Test
  void theQuestionIsClosedAndShownAgain() {
    Screen closed = key(asked(question("1", "a")), Key.Action.ESCAPE).screen();
    assertNull(closed.overview().panel());
    Screen again = press(type(closed, "/approve"), Key.Action.ENTER).screen();
    assertInstanceOf(QuestionCard.class, again.overview().panel());
  }

  @Test
  void anAnswerElsewhereClosesItAndShowsTheNext() {
    Screen two = asked(question("1", "a"), question("2", "b"));
    Screen one =
        receive(
            key(two, new Key.Text("y")).screen(),
            Script.event(
                3, Script.TURN, new ApprovalEvent.Resolved("1", Decision.ALLOW_ONCE, "x", null)));
    assertInstanceOf(QuestionCard.class, one.overview().panel());
    Screen none =
        receive(
            one,
            Script.event(
                4, Script.TURN, new ApprovalEvent.Resolved("2", Decision.ALLOW_ONCE, "x", null)));
    assertNull(none.overview().panel());
  }

  @Test
  void anEditIsShownAsWhatGoesAndWhatComes() {
    String text =
        CallText.of(Views.question()).stream()
            .map(Line::text)
            .collect(java.util.stream.Collectors.joining("\n"));
    assertTrue(
        text.contains("  -Tulips: 10 cm\n  +Tulips: 15 cm\n  +Lilies: 20 cm\n   Roses: 50 cm"),
        text);
    assertTrue(text.contains("   # Garden"), text);
    assertTrue(text.contains("@@ every match\n  -draft"), text);
    assertTrue(text.contains("path: /shared/garden.md"), text);
  }
}
