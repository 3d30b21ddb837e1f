package dev.oxydra.tui;

import static dev.oxydra.tui.Play.HELLO;
import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.step;
import static dev.oxydra.tui.Play.texts;
import static dev.oxydra.tui.Play.type;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdateTest {
  @Test
  void theCommittedMessageTakesThePlaceOfWhatWasStreamed() {
    Screen screen =
        receive(
            online(),
            Script.delta(Script.TURN, "half"),
            Script.event(1, Script.TURN, Script.assistant("whole")));
    assertEquals(new Entry.Assistant(Script.TURN, "whole", false, 1), last(screen));
    assertFalse(texts(screen).contains("half"));
  }

  @Test
  void anEventThatComesTwiceIsShownOnce() {
    ServerFrame event = Script.event(1, Script.TURN, Script.user("once"));
    Screen screen = receive(online(), event);
    assertEquals(screen, receive(screen, event));
  }

  @Test
  void afterAReconnectThePartialAnswerComesInOnePiece() {
    Screen screen =
        receive(
            online(),
            Script.delta(Script.TURN, "one "),
            Script.ack(HELLO),
            Script.delta(Script.TURN, "one two"));
    assertEquals(new Entry.Assistant(Script.TURN, "one two", true, 0), last(screen));
    assertEquals(
        1,
        screen.conversation().entries().stream().filter(Entry.Assistant.class::isInstance).count());
  }

  @Test
  void aFailedTurnIsShownOnceAlthoughItComesAsEventAndAsFrame() {
    Screen screen =
        receive(
            online(),
            Script.event(1, Script.TURN, new EventPayload.TurnStarted()),
            Script.event(2, Script.TURN, new EventPayload.TurnFailed("rate_limited", "Too many.")),
            new ServerFrame.Error(
                "r",
                Script.ref(),
                new ServerFrame.TurnRef(Script.TURN, TurnState.FAILED),
                "Too many.",
                "x"));
    assertNull(screen.conversation().turns().running());
    assertEquals(
        1,
        screen.conversation().entries().stream()
            .filter(new Entry.Notice(Entry.Level.ERROR, "Too many.")::equals)
            .count());
  }

  @Test
  void anotherSessionsFramesAreNotShown() {
    Screen screen = online();
    ServerFrame.SessionRef other = new ServerFrame.SessionRef(Script.ALICE, new SessionId("other"));
    assertEquals(
        screen,
        receive(
            screen,
            new ServerFrame.AssistantDelta(
                "r", other, new ServerFrame.TurnRef(Script.TURN, TurnState.RUNNING), "x")));
  }

  @Test
  void aPromptIsSentAgainWithTheSameTurnAfterALostConnection() {
    Step sent = press(type(online(), "hello"), Key.Action.ENTER);
    ClientFrame.SendTurn frame = (ClientFrame.SendTurn) frames(sent).getFirst();
    assertTrue(sent.screen().editor().draft().isEmpty());
    Step again = step(receive(sent.screen(), Script.ack(HELLO)), Script.replayed(HELLO, 0));
    assertTrue(frames(again).contains(frame));
    Screen committed =
        receive(again.screen(), Script.event(5, frame.turnId(), Script.user("hello")));
    assertEquals(List.of(), committed.conversation().turns().pending());
  }

  @Test
  void aRefusedPromptGoesBackIntoTheInput() {
    Step sent = press(type(online(), "hello"), Key.Action.ENTER);
    String request = frames(sent).getFirst().requestId();
    Screen refused =
        receive(sent.screen(), new ServerFrame.Error(request, null, null, "Full.", "queue_full"));
    assertEquals("hello", refused.editor().draft().text());
    assertEquals(List.of(), refused.conversation().turns().pending());
  }

  @Test
  void enterKeepsTheDraftWhileThereIsNoConnection() {
    Step step = press(type(Screen.first(Script.ALICE, "0"), "hello"), Key.Action.ENTER);
    assertEquals("hello", step.screen().editor().draft().text());
    assertTrue(step.screen().hint().startsWith("Not connected"));
    assertEquals(List.of(), step.effects());
  }

  @Test
  void interruptCancelsOnceAndQuitsWhenIdle() {
    Screen running =
        receive(online(), Script.event(1, Script.TURN, new EventPayload.TurnStarted()));
    Step cancel = press(running, Key.Action.INTERRUPT);
    assertInstanceOf(ClientFrame.CancelActiveTurn.class, frames(cancel).getFirst());
    Screen idle =
        receive(cancel.screen(), Script.event(2, Script.TURN, new EventPayload.TurnCancelled()));
    assertEquals(List.of(new Effect.Quit(0, "")), press(idle, Key.Action.INTERRUPT).effects());
  }

  @Test
  void interruptCancelsATurnThatIsNotYetCommitted() {
    Step sent = press(type(online(), "hello"), Key.Action.ENTER);
    Step cancel = press(sent.screen(), Key.Action.INTERRUPT);
    TurnId turn = ((ClientFrame.SendTurn) frames(sent).getFirst()).turnId();
    assertEquals(turn, ((ClientFrame.CancelActiveTurn) frames(cancel).getFirst()).turnId());
  }

  @Test
  void ctrlDLeavesOnlyFromAnEmptyInput() {
    Step kept = press(type(online(), "hello"), Key.Action.END_OF_INPUT);
    assertEquals(List.of(), kept.effects());
    assertEquals("hello", kept.screen().editor().draft().text());
    assertEquals(
        List.of(new Effect.Quit(0, "")), press(online(), Key.Action.END_OF_INPUT).effects());
  }

  @Test
  void anotherSessionThanBeforeStartsFromNothing() {
    Screen before = receive(online(), Script.event(9, Script.TURN, Script.user("old")));
    ServerFrame.SessionRef other = new ServerFrame.SessionRef(Script.ALICE, new SessionId("other"));
    Screen joined =
        receive(before, new ServerFrame.HelloAck("hello-2", 2, other, null, List.of("events")));
    assertEquals(0, joined.conversation().lastSeq());
    assertFalse(texts(joined).contains("old"));
  }

  @Test
  void whatIsReadFurtherUpStaysWhileAnAnswerGrows() {
    Renderer renderer = new Renderer();
    String text = IntStream.range(0, 50).mapToObj(i -> "line " + i + "\n").collect(joining());
    Screen long1 = draw(renderer, receive(online(), Script.delta(Script.TURN, text)));
    Screen up = draw(renderer, press(long1, Key.Action.PAGE_UP).screen());
    Screen grown = draw(renderer, receive(up, Script.delta(Script.TURN, text + text)));
    assertFalse(up.scroll().following());
    assertEquals(up.scroll(), grown.scroll());
    Screen down = grown;
    while (!down.scroll().following()) {
      down = draw(renderer, press(down, Key.Action.PAGE_DOWN).screen());
    }
    assertTrue(draw(renderer, receive(down, Script.delta(Script.TURN, text))).scroll().following());
    assertTrue(press(type(up, "/help"), Key.Action.ENTER).screen().scroll().following());
  }

  private static Screen draw(Renderer renderer, Screen screen) {
    return renderer.draw(screen, 80, 24, Script.NOW).screen();
  }

  @Test
  void switchFindsASessionByNameOrBeginning() {
    Step asked = press(type(online(), "/switch plans"), Key.Action.ENTER);
    assertInstanceOf(ClientFrame.ListSessions.class, frames(asked).getFirst());
    SessionInfo plans = session("019a-1", "Plans");
    Step found =
        step(
            asked.screen(),
            new ServerFrame.SessionList("r", List.of(plans, session("019a-2", null))));
    assertEquals("019a-1", ((ClientFrame.SwitchSession) frames(found).getFirst()).sessionId());
    assertEquals(2, Sessions.find(List.of(plans, session("019a-2", null)), "019a").size());
  }

  @Test
  void anUnknownCommandNamesTheNearest() {
    assertEquals("/sessions", Commands.nearest("/session"));
    Screen screen = press(type(online(), "/swich x"), Key.Action.ENTER).screen();
    assertTrue(((Entry.Notice) last(screen)).text().contains("/switch"));
  }

  @Test
  void whatTheServerDoesNotKnowAsRunningIsNotRunning() {
    Screen screen = receive(online(), Script.event(1, Script.TURN, new EventPayload.TurnStarted()));
    assertNotNull(screen.conversation().turns().running());
    Screen later =
        Update.apply(screen, new Input.Received(Script.ack(HELLO)), Script.NOW.plusSeconds(5))
            .screen();
    assertNull(receive(later, Script.replayed(HELLO, 1)).conversation().turns().running());
  }

  @Test
  void historyGoesBackAndForth() {
    Editor editor = Editor.EMPTY.sent("one").sent("two").with(Draft.at("now"));
    assertEquals("one", editor.up().up().up().draft().text());
    assertEquals("now", editor.up().up().down().down().draft().text());
  }

  private static SessionInfo session(String id, String name) {
    return new SessionInfo(
        new SessionId(id), "default", name, "gateway", Script.NOW, Script.NOW, false, null);
  }
}
