package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FilesRestored;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UndoRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code /undo} and {@code /rewind}, and what is shown of them. */
class UndoTest {
  private static final TurnId SECOND = new TurnId("turn-2");
  private static final TurnId SAVED = new TurnId("saved");

  private static Step enter(Screen screen, String line) {
    return press(type(screen, line), Key.Action.ENTER);
  }

  private static ClientFrame sent(Screen screen, String line) {
    return frames(enter(screen, line)).getFirst();
  }

  private static String notice(Screen screen) {
    return ((Entry.Notice) last(screen)).text();
  }

  private static Screen twoTurns() {
    return receive(
        online(),
        Script.event(1, Script.TURN, Script.user("write a file")),
        Script.event(2, Script.TURN, new CheckpointEvent.Created(1, 2, 0)),
        Script.event(3, Script.TURN, Script.completed()),
        Script.event(4, SECOND, Script.user("change\nit, " + "and so on ".repeat(20))),
        Script.event(5, SECOND, new CheckpointEvent.Created(1, 2, 0)),
        Script.event(6, SECOND, Script.completed()));
  }

  @Test
  void undoAsksForIt() {
    UndoRequest.Undo asked = (UndoRequest.Undo) sent(online(), "/undo");
    assertEquals(Script.SESSION, asked.sessionId());
  }

  @Test
  void rewindListsTheTurnsAndGoesBackToOne() {
    assertEquals(
        "No turn of this session has changed files.", notice(enter(online(), "/rewind").screen()));
    Screen screen = twoTurns();
    List<String> list = notice(enter(screen, "/rewind").screen()).lines().toList();
    assertEquals(3, list.size());
    assertTrue(list.get(1).contains("  1  ") && list.get(1).contains("change it, and"));
    assertTrue(list.get(1).endsWith("…"), list.get(1));
    assertTrue(list.get(2).endsWith("write a file"), list.get(2));

    assertEquals(SECOND, ((UndoRequest.Rewind) sent(screen, "/rewind 1")).turnId());
    assertEquals(Script.TURN, ((UndoRequest.Rewind) sent(screen, "/rewind 2")).turnId());
    assertEquals(SECOND, ((UndoRequest.Rewind) sent(screen, "/rewind turn-2")).turnId());
    for (String wrong : List.of("0", "3", "nonesuch")) {
      Step step = enter(screen, "/rewind " + wrong);
      assertEquals(List.of(), frames(step));
      assertTrue(step.screen().hint().contains(wrong), step.screen().hint());
    }
  }

  @Test
  void theResultIsShownAndCanBeTakenBack() {
    Screen screen =
        receive(
            twoTurns(),
            Script.event(7, null, new CheckpointEvent.Restored(SECOND, 3, List.of(), SAVED)),
            new FilesRestored(
                "r",
                Script.ref(),
                SECOND,
                SAVED,
                2,
                0,
                14,
                List.of("/shared/a", "/shared/b\u001b[2J"),
                List.of("/shared/big: it is larger than 64 MiB")));
    assertEquals(
        """
        2 brought back to what they were, 0 made anew, 14 removed.
          /shared/a
          /shared/b
          and 14 more
        Not kept, and as they are now:
          /shared/big: it is larger than 64 MiB
        /rewind 1 takes this back.\
        """,
        notice(screen));
    assertEquals(SAVED, ((UndoRequest.Rewind) sent(screen, "/rewind 1")).turnId());
  }

  @Test
  void aTurnThatCanNotBeUndoneIsToldOf() {
    Screen screen =
        receive(online(), Script.event(1, Script.TURN, new CheckpointEvent.Failed("Too much.")));
    assertEquals("What this turn changes can't be undone. Too much.", notice(screen));
  }
}
