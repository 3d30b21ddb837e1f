package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.texts;
import static dev.oxydra.tui.Play.type;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.CallTally;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.Constraint;
import dev.oxydra.types.ContextFrame;
import dev.oxydra.types.ContextRequest;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code /context}, {@code /budget}, {@code /constraint}, and what a turn really did. */
final class ContextViewTest {
  private static final SessionId SESSION = new SessionId("s");

  private static Step enter(String line) {
    return press(type(online(), line), Key.Action.ENTER);
  }

  private static <T> T sent(Step step, Class<T> kind) {
    List<ClientFrame> sent = frames(step).stream().filter(kind::isInstance).toList();
    assertEquals(1, sent.size(), () -> frames(step).toString());
    return kind.cast(sent.getFirst());
  }

  @Test
  void theContextIsShownAsBars() {
    Step step = enter("/context");
    String id = sent(step, ContextRequest.GetContext.class).requestId();
    ContextShares shares =
        new ContextShares(
            ModelRef.parse("openai/gpt-5"),
            1000,
            List.of(new ContextShares.Share("system", 500), new ContextShares.Share("history", 1)),
            false);
    Screen told = receive(step.screen(), new ContextFrame.Context(id, SESSION, shares));
    Sheet sheet = assertInstanceOf(Sheet.class, told.overview().panel());
    String text = sheet.text().stream().map(Line::text).collect(joining("\n"));
    assertTrue(text.contains("openai/gpt-5: 501 of 1,000 tokens, estimated"), text);
    assertTrue(
        text.contains("system       " + "█".repeat(15) + "·".repeat(15) + "       500"), text);
    assertTrue(text.contains("history      █" + "·".repeat(29) + "         1"), text);
    assertTrue(text.contains("free "), text);
  }

  @Test
  void whatWasSpentIsSaid() {
    Step step = enter("/budget");
    String id = sent(step, ContextRequest.GetBudget.class).requestId();
    List<BudgetStatus> budgets =
        List.of(
            new BudgetStatus(
                "session",
                3,
                null,
                61_000,
                3_600_000L,
                1234,
                null,
                new BigDecimal("0.01234"),
                null),
            new BudgetStatus("day", 7, 8L, 0, null, 9999, 10_000L, BigDecimal.ONE, BigDecimal.TEN));
    String text = texts(receive(step.screen(), new ContextFrame.Budget(id, SESSION, budgets)));
    assertTrue(
        text.contains(
            "session  $0.0123, 1,234 tokens, 3 model calls, 1:01 min of work of 60:00 min"),
        text);
    assertTrue(
        text.contains(
            "day      $1.0000 of $10.0000, 9,999 tokens of 10,000, 7 model calls of 8, 0 s of work"),
        text);
  }

  @Test
  void constraintsAreSetListedAndTakenBackByTheirNumbers() {
    Step set = enter("/constraint  Never delete mail without asking");
    assertEquals(
        "Never delete mail without asking", sent(set, ContextRequest.AddConstraint.class).text());
    sent(enter("/constraint"), ContextRequest.ListConstraints.class);
    Step remove = enter("/constraint remove 2");
    String id = sent(remove, ContextRequest.ListConstraints.class).requestId();
    List<Constraint> standing =
        List.of(
            new Constraint("a", "One", Instant.EPOCH), new Constraint("b", "Two", Instant.EPOCH));
    Step asked =
        Frames.receive(remove.screen(), new ContextFrame.ConstraintList(id, standing), Script.NOW);
    assertEquals("b", sent(asked, ContextRequest.RemoveConstraint.class).constraintId());
    String text =
        texts(
            receive(asked.screen(), new ContextFrame.ConstraintList("r", standing.subList(0, 1))));
    assertTrue(text.contains("  1  One"), text);
  }

  @Test
  void whatTheUserHasWrittenIsMarkedByItsNumber() {
    Screen screen =
        receive(online(), said(5, "Ask me before you send anything."), said(6, "x".repeat(501)));
    String list = texts(press(type(screen, "/mark"), Key.Action.ENTER).screen());
    assertTrue(list.contains("  2  Ask me before you send anything."), list);
    Step marked = press(type(screen, "/mark 2"), Key.Action.ENTER);
    assertEquals(
        "Ask me before you send anything.",
        sent(marked, ContextRequest.AddConstraint.class).text());
    Step tooLong = press(type(screen, "/mark 1"), Key.Action.ENTER);
    assertEquals(List.of(), frames(tooLong));
    assertTrue(String.valueOf(tooLong.screen().hint()).contains("501 characters"));
    assertEquals(List.of(), frames(press(type(screen, "/mark 3"), Key.Action.ENTER)));
  }

  private static ServerFrame said(long seq, String text) {
    return Script.event(seq, Script.TURN, new EventPayload.UserMessage(Message.user(text)));
  }

  @Test
  void underTheAnswerStandsWhatWasReallyDone() {
    EventPayload end =
        new EventPayload.TurnCompleted(
            FinishReason.STOP,
            Usage.NONE,
            List.of(
                new CallTally("file_write", SafetyTier.SIDE_EFFECTING, 3, 0, 0),
                new CallTally("shell_exec", SafetyTier.PRIVILEGED, 0, 1, 0)));
    String text = texts(receive(online(), Script.event(5, Script.TURN, end)));
    assertTrue(text.contains("Done: 3 files written, 1 command failed."), text);
  }
}
