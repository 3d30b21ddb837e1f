package dev.oxydra.tui;

import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnState;
import dev.oxydra.types.Uuid7;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionTest {
  private static final Screen RUNNING =
      receive(online(), Script.event(1, Script.TURN, new EventPayload.TurnStarted()));

  @Test
  void theTitleNamesTheSessionAndMarksARunningTurn() {
    assertEquals("oxydra: alice", Attention.title(Screen.first(Script.ALICE, "0")));
    assertEquals("oxydra: runtime-alice", Attention.title(online()));
    assertEquals("* oxydra: runtime-alice", Attention.title(RUNNING));
  }

  @Test
  void theBellRingsWhenALongTurnEnds() {
    assertEquals(List.of(), told(9, ended(9)));
    assertEquals(List.of(new Effect.Bell()), told(10, ended(10)));
    assertEquals(List.of(new Effect.Bell()), told(60, failed()));
  }

  @Test
  void theBellDoesNotRingForWhatWasLongAgo() {
    assertEquals(List.of(), told(3600, ended(60)));
  }

  @Test
  void theBellDoesNotRingWhileTheTurnGoesOn() {
    assertEquals(List.of(), told(60, Script.delta(Script.TURN, "x")));
  }

  @Test
  void theBellDoesNotRingForWhatThePersonEndedOrLeft() {
    Screen cancelled = Keys.cancel(RUNNING, Script.NOW).screen();
    assertEquals(List.of(), effects(cancelled, 60, ended(60)));
    ServerFrame moved =
        new ServerFrame.SessionCreated(
            "r", new ServerFrame.SessionRef(Script.ALICE, new SessionId("other")), null, "default");
    assertEquals(List.of(), told(60, moved));
  }

  private static ServerFrame ended(int second) {
    return ServerFrame.Journalled.of(
        new Event(
            2,
            Uuid7.create(),
            Script.NOW.plusSeconds(second),
            Script.SESSION,
            Script.TURN,
            "agent",
            null,
            Script.completed()));
  }

  private static ServerFrame failed() {
    return new ServerFrame.Error(
        "r", Script.ref(), new ServerFrame.TurnRef(Script.TURN, TurnState.FAILED), "No.", "x");
  }

  private static List<Effect> told(int second, ServerFrame frame) {
    return effects(RUNNING, second, frame);
  }

  private static List<Effect> effects(Screen screen, int second, ServerFrame frame) {
    Instant now = Script.NOW.plusSeconds(second);
    return Update.apply(screen, new Input.Received(frame), now).effects();
  }

  @Test
  void copiesTheLastAnswerOrItsLastCode() {
    String text = "Two:\n```java\none\n```\nand\n  ~~~~\n  ~~~\n two\n  ~~~~\nend";
    Screen screen = receive(online(), Script.event(1, Script.TURN, Script.assistant(text)));
    assertEquals(List.of(new Effect.Copy(text)), enter(screen, "/copy").effects());
    assertEquals(List.of(new Effect.Copy("  ~~~\n two\n")), enter(screen, "/copy code").effects());
    assertTrue(Play.texts(enter(screen, "/copy").screen()).contains("Copied 5"));
  }

  @Test
  void saysWhyNothingIsCopied() {
    assertHint(online(), "/copy", "no answer");
    Screen plain = receive(online(), Script.event(1, Script.TURN, Script.assistant("text")));
    assertHint(plain, "/copy code", "no code");
    assertHint(plain, "/copy all", "/copy takes");
    Screen huge =
        receive(online(), Script.event(1, Script.TURN, Script.assistant("ü".repeat(40_000))));
    assertHint(huge, "/copy", "Too long for the clipboard: 80.0 kB");
  }

  private static void assertHint(Screen screen, String line, String hint) {
    Step step = enter(screen, line);
    assertEquals(List.of(), step.effects());
    assertTrue(step.screen().hint().contains(hint), step.screen().hint());
  }

  private static Step enter(Screen screen, String line) {
    return press(type(screen, line), Key.Action.ENTER);
  }
}
