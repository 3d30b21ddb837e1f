package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.step;
import static dev.oxydra.tui.Play.texts;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session that other clients are in, too. */
class SharedSessionTest {
  @Test
  void aSessionThatAnotherClientDeletedGivesWayToTheDefaultOneWithAllOfItsEvents() {
    SessionId other = new SessionId("another");
    Screen there =
        receive(
            online(),
            new ServerFrame.SessionSwitched(
                "asked", new ServerFrame.SessionRef(Script.ALICE, other), null));
    assertTrue(there.shows(other));
    Step sent = press(type(there, "hello"), Key.Action.ENTER);
    Step moved = step(sent.screen(), new ServerFrame.SessionSwitched("", Script.ref(), null));
    assertTrue(moved.screen().shows(Script.SESSION));
    assertEquals("hello", moved.screen().editor().draft().text());
    ClientFrame.Subscribe follow =
        assertInstanceOf(ClientFrame.Subscribe.class, frames(moved).getFirst());
    assertEquals(Script.SESSION, follow.sessionId());
    assertEquals(0, follow.afterSeq());
    Screen shown = receive(moved.screen(), Script.turn().toArray(ServerFrame[]::new));
    assertTrue(texts(shown).contains("I wrote notes.txt."), texts(shown));
    assertTrue(texts(shown).contains("was deleted"), texts(shown));
  }

  @Test
  void aNewNameIsShown() {
    Screen screen =
        receive(online(), Script.event(1, null, new EventPayload.SessionRenamed("holidays")));
    assertEquals("holidays", screen.session().label());
  }

  /** Of this client or another one. */
  @Test
  void aTurnThatWaitsDoesNotHideTheOneThatRuns() {
    TurnId waiting = new TurnId("turn-2");
    Screen screen =
        receive(
            online(),
            Script.event(1, Script.TURN, new EventPayload.TurnSubmitted("one", List.of())),
            Script.event(2, Script.TURN, new EventPayload.TurnStarted()),
            Script.event(3, waiting, new EventPayload.TurnSubmitted("two", List.of())));
    assertEquals(Script.TURN, screen.conversation().turns().running().id());
    ClientFrame.CancelActiveTurn cancel =
        assertInstanceOf(
            ClientFrame.CancelActiveTurn.class,
            frames(press(screen, Key.Action.INTERRUPT)).getFirst());
    assertEquals(Script.TURN, cancel.turnId());
    Screen next =
        receive(
            screen,
            Script.event(4, Script.TURN, Script.completed()),
            Script.event(5, waiting, new EventPayload.TurnStarted()));
    assertEquals(waiting, next.conversation().turns().running().id());
  }

  /** An event is all that it takes; the deltas of another client's turn come as one's own do. */
  @Test
  void theTurnOfAnotherClientIsShown() {
    Screen screen =
        receive(
            online(),
            Script.event(1, Script.TURN, new EventPayload.TurnSubmitted("theirs", List.of())),
            Script.event(2, Script.TURN, new EventPayload.TurnStarted()),
            Script.event(3, Script.TURN, Script.user("theirs")),
            Script.delta(Script.TURN, "an ans"));
    assertTrue(screen.conversation().isBusy());
    assertTrue(texts(screen).contains("theirs") && texts(screen).contains("an ans"));
    Screen over =
        receive(
            screen,
            Script.event(4, Script.TURN, Script.assistant("an answer")),
            Script.event(5, Script.TURN, Script.completed()));
    assertFalse(over.conversation().isBusy());
    assertEquals(new Entry.Assistant(Script.TURN, "an answer", false, 4), last(over));
  }
}
