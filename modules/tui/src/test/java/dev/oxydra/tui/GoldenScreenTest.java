package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whole screens as a person sees them. A screen that differs is written to {@code target/screens},
 * to be read before it takes the place of the one in the test's resources.
 */
class GoldenScreenTest {
  private static final ClientFrame.Hello HELLO =
      Requests.hello(Screen.first(Script.ALICE, "0.1.0"), null);

  @Test
  void beforeTheConnection() throws IOException {
    assertScreen("first", Screen.first(Script.ALICE, "0.1.0"), 80, 24);
  }

  @Test
  void aTurnWithToolsAndTheDemoNotice() throws IOException {
    assertScreen("turn", conversation(), 80, 24);
  }

  @Test
  void aLargeWindow() throws IOException {
    assertScreen("turn-wide", conversation(), 140, 40);
  }

  @Test
  void aRunningTurnAndADraftOfTwoLines() throws IOException {
    Screen running =
        receive(
            conversation(),
            Script.event(12, Script.TURN, Script.user("why?")),
            Script.delta(Script.TURN, "Because the demo \u001b[31mprovider\u001b[0m knows 漢字."));
    Screen typed = running.with(Draft.at("next question:\nwhat else?"));
    assertScreen("running", typed, 80, 24);
  }

  @Test
  void notConnectedAndScrolled() throws IOException {
    Screen screen = conversation().with(new Scroll(0, 10, false));
    assertScreen(
        "offline",
        screen.with(new LinkState.Offline("the agent is not running", Script.NOW.plusSeconds(7))),
        80,
        14);
  }

  @Test
  void theListOfSessions() throws IOException {
    ServerFrame list =
        new ServerFrame.SessionList(
            "r",
            List.of(
                info("runtime-alice", null, 0),
                info("019a8b7c-1111-7000-8000-000000000001", "Plans", 600),
                info("019a8b7c-1222-7000-8000-000000000002", null, 90_000)));
    assertScreen("sessions", receive(conversation(), list), 80, 24);
  }

  @Test
  void aSmallWindow() throws IOException {
    assertScreen("small", conversation(), 30, 8);
  }

  /** From one cell on there is a frame that fits, with messages, a draft and a list. */
  @Test
  void everySizeHasAFrame() {
    Screen screen = conversation().with(Draft.at("a draft\nof 漢字 lines"));
    for (int columns = 1; columns <= 60; columns++) {
      for (int rows = 1; rows <= 16; rows++) {
        Frame frame = new Renderer().draw(screen, columns, rows, Script.NOW).frame();
        assertEquals(rows, frame.lines().size(), columns + "×" + rows);
        assertTrue(frame.column() < columns && frame.row() < rows, columns + "×" + rows);
        new AnsiScreen(columns, rows).write(new Painter(Theme.MONO, false).paint(frame, columns));
      }
    }
  }

  @Test
  void aWindowThatIsTooSmallSaysSo() throws IOException {
    assertScreen("too-small", conversation(), 19, 6);
  }

  private static SessionInfo info(String id, String name, long secondsAgo) {
    Instant at = Script.NOW.minusSeconds(secondsAgo);
    return new SessionInfo(new SessionId(id), "default", name, "gateway", at, at, false, null);
  }

  private static Screen conversation() {
    List<ServerFrame> frames = new ArrayList<>(List.of(Script.ack(HELLO)));
    frames.addAll(Script.turn());
    frames.add(Script.replayed(HELLO, 11));
    frames.add(Script.health());
    return receive(Screen.first(Script.ALICE, "0.1.0"), frames.toArray(ServerFrame[]::new));
  }

  private static Screen receive(Screen screen, ServerFrame... frames) {
    Screen changed = screen;
    for (ServerFrame frame : frames) {
      changed = Update.apply(changed, new Input.Received(frame), Script.NOW).screen();
    }
    return changed;
  }

  private static void assertScreen(String name, Screen screen, int columns, int rows)
      throws IOException {
    AnsiScreen terminal = new AnsiScreen(columns, rows);
    Instant now = Script.NOW.plusSeconds(3);
    Frame frame = new Renderer().draw(screen, columns, rows, now).frame();
    terminal.write(new Painter(Theme.MONO, false).paint(frame, columns));
    String shown = terminal.text();
    try (var file = GoldenScreenTest.class.getResourceAsStream("screen-" + name + ".txt")) {
      String expected = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
      if (!shown.equals(expected)) {
        Path actual = Files.createDirectories(Path.of("target", "screens"));
        Files.writeString(actual.resolve("screen-" + name + ".txt"), shown);
      }
      assertEquals(expected, shown, () -> "screen-" + name + ".txt should be:\n" + shown);
    }
  }
}
