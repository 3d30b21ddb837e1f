package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.tui.Theme.Depth;
import dev.oxydra.tui.Theme.Tone;
import dev.oxydra.types.ContextFrame;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole screens as a person sees them, each view in two sizes, dark and light, with the colours as
 * a terminal is told them: {@code cat} shows such a file. A screen that differs is written to
 * {@code target/screens}, to be looked at before it takes the place of the one in the test's
 * resources.
 */
class GoldenScreenTest {
  private static final String MARKDOWN =
      """
      ## How deep

      Plant **tulips** *early*, see [the guide](https://example.org/tulips):

      | Bulb | Depth | Note |
      |---|--:|---|
      | Tulip | 15 cm | in October |
      | 水仙 | 10 cm | likes rain |

      1. Dig, and loosen the soil
         - with a fork
      2. ~~Water~~ Wait

      > No rain is no reason to hurry.

      ```java
      int depth = 3 * bulb.height(); // in cm
      String said = "deep enough";
      ```
      """;

  /** Each view by its name. */
  private static Map<String, Screen> views() {
    Map<String, Screen> views = new TreeMap<>();
    Screen talk = talk();
    views.put("first", Screen.first(Script.ALICE, "0.1.0"));
    views.put("turn", talk);
    views.put("running", running(talk));
    views.put("offline", offline(talk));
    views.put("sessions", previewed(talk));
    views.put("models", Play.receive(talk, Views.models("r")));
    views.put("agents", Play.receive(talk, Views.agents("r")));
    views.put("skills", Play.receive(talk, Views.skills("r")));
    views.put("schedules", Play.receive(talk, Views.schedules("r")));
    views.put("usage", Play.receive(talk, Views.usage("r")));
    views.put("context", Play.receive(talk, context()));
    views.put("help", entered(talk, "/help"));
    views.put("approval", asked(talk));
    views.put("agents-at-work", Play.receive(running(talk), Views.running()));
    views.put("markdown", Play.receive(talk, said(MARKDOWN)));
    views.put("tools-open", Play.press(talk, Key.Action.TOGGLE_DETAILS).screen());
    views.put("completion", Play.type(talk, "/s"));
    views.put("history-search", searching(talk));
    views.put("memory", found(talk, Requests.FIND));
    views.put("forget", found(talk, Requests.FORGET));
    return views;
  }

  private static Screen talk() {
    return Play.receive(
        Play.receive(Views.online(), Script.turn().toArray(ServerFrame[]::new)),
        Script.replayed(Play.HELLO, 11),
        Script.health(),
        Views.usage(Requests.TODAY + "1"));
  }

  private static ServerFrame said(String text) {
    return Script.event(12, new TurnId("turn-2"), Script.assistant(text));
  }

  private static Screen running(Screen talk) {
    Screen running =
        Play.receive(
            talk,
            Script.event(12, Script.TURN, Script.user("why?")),
            Script.delta(Script.TURN, "Because the demo \u001b[31mprovider\u001b[0m knows 漢字."),
            new QueueFrame.QueueUpdated(
                "q", Script.ref(), List.of(new QueueFrame.Item(new TurnId("t2"), "and then?"))));
    return running.with(Draft.at("next question:\nwhat else?"));
  }

  private static Screen offline(Screen talk) {
    return talk.with(new Scroll(0, 10, false))
        .with(new LinkState.Offline("the agent is not running", Script.NOW.plusSeconds(7)));
  }

  private static Screen previewed(Screen talk) {
    Screen there = Play.press(Play.receive(talk, Views.sessions("r")), Key.Action.DOWN).screen();
    ServerFrame.Journalled asked =
        (ServerFrame.Journalled) Script.event(7, Script.TURN, Script.user("How deep are tulips?"));
    ServerFrame.Journalled answered =
        (ServerFrame.Journalled)
            Script.event(8, Script.TURN, Script.assistant("Three times their own height."));
    return Play.receive(
        there,
        new dev.oxydra.types.HistoryFrame.History(
            "preview-1", new SessionId(Views.GARDEN), List.of(asked, answered), false));
  }

  private static ServerFrame context() {
    return new ContextFrame.Context(
        "r",
        Script.SESSION,
        new ContextShares(
            ModelRef.parse("openai/gpt-5"),
            400_000,
            List.of(
                new ContextShares.Share("system", 2_100),
                new ContextShares.Share("tools", 9_400),
                new ContextShares.Share("history", 61_000)),
            true));
  }

  private static Screen entered(Screen talk, String line) {
    return Play.press(Play.type(talk, line), Key.Action.ENTER).screen();
  }

  private static Screen asked(Screen talk) {
    return Play.receive(talk, Script.event(12, Script.TURN, Views.question()));
  }

  private static Screen searching(Screen talk) {
    return Play.type(Play.press(talk, Key.Action.SEARCH).screen(), "notes");
  }

  private static Screen found(Screen talk, String purpose) {
    MemoryStore.Recalled message =
        new MemoryStore.Recalled(
            Place.ofMessage(Script.SESSION, 3),
            "Tulips go in 15 cm deep, in October, as the man at the market said",
            Script.SESSION,
            "user",
            Script.NOW,
            List.of(),
            1,
            List.of());
    MemoryStore.Recalled note =
        new MemoryStore.Recalled(
            Place.ofNote("n1"),
            "The garden faces north",
            Script.SESSION,
            "assistant",
            Script.NOW,
            List.of("garden"),
            1,
            List.of("older"));
    return Play.receive(
        talk, new MemoryFrame.MemoryResults(purpose + "1", List.of(message, note), null));
  }

  static Stream<Arguments> screens() {
    return views().keySet().stream()
        .flatMap(name ->
            Stream.of(
                Arguments.of(name, 80, 24, Tone.DARK),
                Arguments.of(name, 80, 24, Tone.LIGHT),
                Arguments.of(name, 140, 40, Tone.DARK),
                Arguments.of(name, 140, 40, Tone.LIGHT)));
  }

  @ParameterizedTest
  @MethodSource("screens")
  void isAsItWas(String name, int columns, int rows, Tone tone) throws IOException {
    String size = columns + "x" + rows;
    assertScreen(
        name + "-" + size + "-" + tone.name().toLowerCase(Locale.ROOT),
        views().get(name),
        columns,
        rows,
        new Theme(tone, Depth.INDEXED));
  }

  @Test
  void aSmallWindow() throws IOException {
    assertScreen("small", talk(), 30, 8, Theme.MONO);
  }

  @Test
  void aWindowThatIsTooSmallSaysSo() throws IOException {
    assertScreen("too-small", talk(), 19, 6, Theme.MONO);
  }

  /** From one cell on there is a frame that fits, with messages, a draft, and what lies over it. */
  @ParameterizedTest
  @MethodSource("names")
  void everySizeHasAFrame(String name) {
    Screen screen = views().get(name).with(Draft.at("a draft\nof 漢字 lines"));
    for (int columns = 1; columns <= 60; columns += columns < 24 ? 1 : 6) {
      for (int rows = 1; rows <= 16; rows++) {
        Frame frame = new Renderer().draw(screen, columns, rows, Script.NOW).frame();
        assertEquals(rows, frame.lines().size(), columns + "×" + rows);
        assertTrue(frame.column() < columns && frame.row() < rows, columns + "×" + rows);
        painted(frame, columns, rows, Theme.MONO);
      }
    }
  }

  static Stream<String> names() {
    return views().keySet().stream();
  }

  private static AnsiScreen painted(Frame frame, int columns, int rows, Theme theme) {
    AnsiScreen terminal = new AnsiScreen(columns, rows);
    terminal.write(new Painter(theme, false, true).paint(frame, columns));
    return terminal;
  }

  private static void assertScreen(String name, Screen screen, int columns, int rows, Theme theme)
      throws IOException {
    Frame frame = new Renderer().draw(screen, columns, rows, Script.NOW.plusSeconds(3)).frame();
    String shown = painted(frame, columns, rows, theme).ansi();
    String file = name + ".ansi";
    try (var golden = GoldenScreenTest.class.getResourceAsStream("screens/" + file)) {
      String expected =
          golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      if (!shown.equals(expected)) {
        Path actual = Files.createDirectories(Path.of("target", "screens"));
        Files.writeString(actual.resolve(file), shown);
      }
      assertEquals(expected, shown, () -> file + " should be:\n" + shown);
    }
  }
}
