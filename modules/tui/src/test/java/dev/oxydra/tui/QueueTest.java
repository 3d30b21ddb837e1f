package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.QueueRequest;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said while a turn runs, and what it takes. */
class QueueTest {
  private static final TurnId NEXT = new TurnId("turn-2");

  private static Screen running() {
    return receive(online(), Script.event(1, Script.TURN, new EventPayload.TurnStarted()));
  }

  private static ServerFrame queue(QueueFrame.Item... items) {
    return new QueueFrame.QueueUpdated(null, Script.ref(), List.of(items));
  }

  private static String drawn(Screen screen) {
    Frame frame = new Renderer().draw(screen, 140, 24, Script.NOW).frame();
    return String.join("\n", frame.lines().stream().map(Line::text).toList());
  }

  @Test
  void aMessageWaitsForTheTurnThatRunsAndIsShown() {
    Step sent = press(type(running(), "and then this"), Key.Action.ENTER);
    ClientFrame.SendTurn frame =
        assertInstanceOf(ClientFrame.SendTurn.class, frames(sent).getFirst());
    Screen waiting =
        receive(
            sent.screen(),
            Script.event(
                2, frame.turnId(), new EventPayload.TurnSubmitted("and then this", List.of())),
            queue(new QueueFrame.Item(frame.turnId(), "and then this")));
    assertEquals(List.of(), waiting.conversation().turns().pending());
    assertTrue(drawn(waiting).contains("… and then this"), drawn(waiting));
    assertTrue(drawn(waiting).contains("1 waiting"), drawn(waiting));
    Screen second = press(type(waiting, "more"), Key.Action.ENTER).screen();
    assertEquals(1, second.conversation().turns().pending().size());
    assertEquals(List.of(), receive(second, queue()).conversation().turns().queue());
  }

  @Test
  void theLastOneThatWaitsComesBackIntoAnEmptyInput() {
    Screen waiting =
        receive(
            running(), queue(new QueueFrame.Item(NEXT, "one"), new QueueFrame.Item(NEXT, "two")));
    Step back = press(waiting, Key.Action.UP);
    assertEquals("two", back.screen().editor().draft().text());
    assertEquals(
        NEXT,
        assertInstanceOf(QueueRequest.RemoveQueuedTurn.class, frames(back).getFirst()).turnId());
    assertEquals(List.of(), press(type(waiting, "x"), Key.Action.UP).effects());
  }

  /** The server says nothing of a queue that is empty. */
  @Test
  void whatNoLongerWaitsAfterAReconnectIsNotShown() {
    Screen waiting = receive(running(), queue(new QueueFrame.Item(NEXT, "one")));
    Screen again = receive(waiting, Script.ack(Play.HELLO));
    assertEquals(List.of(), again.conversation().turns().queue());
  }

  @Test
  void theRunningTurnIsTold() {
    Step told = press(type(running(), "/steer not that file"), Key.Action.ENTER);
    QueueRequest.SteerTurn steer =
        assertInstanceOf(QueueRequest.SteerTurn.class, frames(told).getFirst());
    assertEquals("not that file", steer.prompt());
    assertEquals(Script.TURN, steer.turnId());
    Step none = press(type(online(), "/steer x"), Key.Action.ENTER);
    assertEquals(List.of(), none.effects());
    assertTrue(none.screen().hint().startsWith("No turn is running"), none.screen().hint());
    assertEquals("/steer x", none.screen().editor().draft().text());
  }

  @Test
  void escapeCancelsAndASecondCtrlCSoonAfterLeaves() {
    Step cancel = press(running(), Key.Action.ESCAPE);
    assertInstanceOf(ClientFrame.CancelActiveTurn.class, frames(cancel).getFirst());
    assertEquals(
        List.of(new Effect.Quit(0, "")), press(cancel.screen(), Key.Action.INTERRUPT).effects());
    Step later =
        Update.apply(
            cancel.screen(), new Input.Pressed(Key.Action.INTERRUPT), Script.NOW.plusSeconds(5));
    assertEquals(List.of(), later.effects());
    assertEquals(List.of(), press(online(), Key.Action.ESCAPE).effects());
  }

  @Test
  void whatWaitsIsSaidToGoOnAfterACancel() {
    Step cancel =
        press(receive(running(), queue(new QueueFrame.Item(NEXT, "one"))), Key.Action.INTERRUPT);
    assertTrue(cancel.screen().hint().contains("/cancelall"), cancel.screen().hint());
    Step all = press(type(cancel.screen(), "/cancelall"), Key.Action.ENTER);
    assertInstanceOf(ClientFrame.CancelAllActiveTurns.class, frames(all).getFirst());
  }

  private static ServerFrame.UsageUpdate used(TurnId turn, long input, long output) {
    return new ServerFrame.UsageUpdate(
        "r",
        Script.ref(),
        new ServerFrame.TurnRef(turn, TurnState.RUNNING),
        input,
        output,
        0,
        0,
        null,
        input + output,
        10_000L,
        new BigDecimal("0.0125"));
  }

  @Test
  void theStatusLineTellsWhatItTakes() {
    Screen screen = receive(running(), used(Script.TURN, 1000, 200), used(Script.TURN, 1500, 300));
    String shown = drawn(screen);
    assertTrue(shown.contains("██······ 18 %"), shown);
    assertTrue(shown.contains("↑2.5k ↓500"), shown);
    assertTrue(shown.contains("$0.013"), shown);
    assertTrue(drawn(receive(screen, used(NEXT, 10, 2))).contains("↑10 ↓2"));
  }

  @Test
  void sessionsAreRenamedPutAwayAndForked() {
    Screen screen = receive(online(), Script.turn().toArray(ServerFrame[]::new));
    HistoryRequest.RenameSession rename =
        assertInstanceOf(
            HistoryRequest.RenameSession.class,
            frames(press(type(screen, "/rename plans"), Key.Action.ENTER)).getFirst());
    assertEquals("plans", rename.displayName());
    assertInstanceOf(
        HistoryRequest.ArchiveSession.class,
        frames(press(type(screen, "/archive"), Key.Action.ENTER)).getFirst());
    Step asked = press(type(screen, "/fork another way"), Key.Action.ENTER);
    HistoryRequest.ForkSession fork =
        assertInstanceOf(HistoryRequest.ForkSession.class, frames(asked).getFirst());
    assertEquals(11, fork.atSeq());
    assertEquals("another way", fork.displayName());
    SessionId made = new SessionId("forked");
    Step there =
        Play.step(
            asked.screen(),
            new HistoryFrame.SessionForked(
                fork.requestId(),
                new ServerFrame.SessionRef(Script.ALICE, made),
                Script.SESSION,
                11));
    assertEquals("forked", ((ClientFrame.SwitchSession) frames(there).getFirst()).sessionId());
    Step none = press(type(online(), "/fork"), Key.Action.ENTER);
    assertEquals(List.of(), none.effects());
  }

  @Test
  void howTheAgentIsIsTold() {
    Step asked = press(type(online(), "/status"), Key.Action.ENTER);
    String id = frames(asked).getFirst().requestId();
    Screen told =
        receive(
            asked.screen(),
            new ServerFrame.HealthStatus(id, true, Script.ref(), null, Script.DEMO, null));
    String text = ((Entry.Notice) Play.last(told)).text();
    assertTrue(text.contains("It runs in the tier process, with a shell."), text);
    assertTrue(text.contains("No model is configured"), text);
  }
}
