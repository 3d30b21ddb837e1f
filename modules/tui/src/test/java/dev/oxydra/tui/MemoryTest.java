package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.texts;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code /memory}, {@code /forget} and {@code /recalled}, and jumping to what they show. */
class MemoryTest {
  private static final SessionId OTHER = new SessionId("019a8b7c-1111-7000-8000-000000000001");
  private static final Instant THEN = Instant.parse("2025-05-06T07:08:09Z");

  private static Step enter(Screen screen, String line) {
    return press(type(screen, line), Key.Action.ENTER);
  }

  private static <T> T only(Step step, Class<T> kind) {
    List<ClientFrame> sent = frames(step).stream().filter(kind::isInstance).toList();
    assertEquals(1, sent.size(), () -> frames(step).toString());
    return kind.cast(sent.getFirst());
  }

  private static MemoryStore.Recalled message(SessionId session, long seq, String text) {
    return new MemoryStore.Recalled(
        Place.ofMessage(session, seq), text, session, "user", THEN, List.of(), 1, List.of());
  }

  private static MemoryStore.Recalled note(String id, String text, SessionId session) {
    return new MemoryStore.Recalled(
        Place.ofNote(id), text, session, "web", THEN, List.of("home"), 1, List.of("older"));
  }

  private static ServerFrame sessions() {
    return new ServerFrame.SessionList(
        "names-1",
        List.of(new SessionInfo(OTHER, "default", "Plans", "gateway", THEN, THEN, false, null)));
  }

  private static Screen talk() {
    List<ServerFrame> frames = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      frames.add(Script.event(2L * i, Script.TURN, Script.user("question " + i)));
      frames.add(Script.event(2L * i + 1, Script.TURN, Script.assistant("answer " + i)));
    }
    return receive(online(), frames.toArray(ServerFrame[]::new));
  }

  private static Screen found(String line, MemoryStore.Recalled... items) {
    Step step = enter(talk(), line);
    String id = only(step, MemoryRequest.SearchMemory.class).requestId();
    return receive(
        step.screen(),
        sessions(),
        new MemoryFrame.MemoryResults(id, List.of(items), "the index is being built"));
  }

  private static String drawn(Screen screen) {
    return new Renderer()
        .draw(screen, 80, 24, Script.NOW).frame().lines().stream()
            .map(Line::text)
            .collect(Collectors.joining("\n"));
  }

  @Test
  void asksForTheFeature() {
    List<String> features = Play.HELLO.features();
    assertNotNull(features);
    assertTrue(features.containsAll(List.of("memory", "history")), features::toString);
  }

  @Test
  void notesAreListed() {
    Step step = enter(online(), "/memory");
    String id = only(step, MemoryRequest.ListNotes.class).requestId();
    assertTrue(
        texts(receive(step.screen(), new MemoryFrame.NoteList(id, List.of())))
            .contains("There are no notes."));
    MemoryStore.Note tea =
        new MemoryStore.Note(
            "n1",
            "Alice drinks\u001b[2J tea",
            List.of("drinks"),
            null,
            List.of(),
            new NoteEvent.Origin(OTHER, null, "user"),
            THEN,
            THEN);
    Screen screen = receive(step.screen(), sessions(), new MemoryFrame.NoteList(id, List.of(tea)));
    String shown = drawn(screen);
    assertTrue(shown.contains("Notes (1)"), shown);
    assertTrue(shown.contains("2025-05-06"), shown);
    assertTrue(shown.contains("you · Plans · note · #drinks"), shown);
    assertTrue(shown.contains("    Alice drinks tea"), shown);
    assertTrue(shown.contains("Enter goes there, Esc closes"), shown);
    assertNull(press(screen, Key.Action.ESCAPE).screen().memory().overlay());
    assertNull(press(screen, new Key.Text("q")).screen().memory().overlay());
    Step interrupted = press(screen, Key.Action.INTERRUPT);
    assertNull(interrupted.screen().memory().overlay());
    assertEquals(List.of(), interrupted.effects(), "it closes the list, not the program");
  }

  @Test
  void whatIsFoundIsShownWithItsOriginAndGoneTo() {
    Screen screen =
        found(
            "/memory tea",
            note("n1", "Alice drinks tea", null),
            message(Script.SESSION, 4, "question 2"),
            message(OTHER, 99, "elsewhere"));
    String shown = drawn(screen);
    assertTrue(shown.contains("Found (3): the index is being built"), shown);
    assertTrue(shown.contains("web · note · #home · an older note says something else"), shown);
    assertTrue(shown.contains("you · Plans"), shown);

    Step nowhere = press(screen, Key.Action.ENTER);
    assertTrue(nowhere.screen().hint().contains("isn't known"), nowhere.screen().hint());
    Screen second = press(screen, Key.Action.DOWN).screen();
    Screen there = press(second, Key.Action.ENTER).screen();
    assertNull(there.memory().overlay());
    assertTrue(drawn(there).startsWith("› question 2\n"), drawn(there));
    Screen settled = new Renderer().draw(there, 80, 24, Script.NOW).screen();
    assertTrue(
        drawn(receive(settled, Script.event(100, Script.TURN, Script.assistant("more"))))
            .startsWith("› question 2\n"),
        "what comes moves nothing");
  }

  @Test
  void aMessageOfAnotherSessionIsGoneTo() {
    Step going = press(found("/memory tea", message(OTHER, 12, "question 6")), Key.Action.ENTER);
    ClientFrame.SwitchSession change = only(going, ClientFrame.SwitchSession.class);
    assertEquals(OTHER.value(), change.sessionId());
    List<ServerFrame> frames = new ArrayList<>();
    var ref = new ServerFrame.SessionRef(Script.ALICE, OTHER);
    frames.add(new ServerFrame.SessionSwitched(change.requestId(), ref, null));
    IntStream.range(0, 40).forEach(i -> frames.add(of(OTHER, 2 + 2L * i, "question " + (1 + i))));
    frames.add(new ServerFrame.ReplayComplete(change.requestId(), OTHER, 80));
    Screen there = receive(going.screen(), frames.toArray(ServerFrame[]::new));
    assertTrue(drawn(there).startsWith("› question 6\n"), drawn(there));
    assertNull(there.memory().jump());

    Screen gone =
        receive(
            going.screen(),
            new ServerFrame.Error(change.requestId(), null, null, "No session", "unknown_session"));
    assertTrue(texts(gone).contains("is not there any more"), texts(gone));
    assertNull(gone.memory().jump());
    Screen old =
        receive(
            going.screen(),
            new ServerFrame.SessionSwitched(change.requestId(), ref, null),
            new ServerFrame.ReplayComplete(change.requestId(), OTHER, 80));
    assertTrue(old.hint().contains("not on the screen"), old.hint());
  }

  private static ServerFrame of(SessionId session, long seq, String text) {
    ServerFrame.Journalled event =
        (ServerFrame.Journalled) Script.event(seq, Script.TURN, Script.user(text));
    return new ServerFrame.Journalled(
        event.seq(),
        event.id(),
        event.ts(),
        session,
        event.turnId(),
        event.actor(),
        event.type(),
        event.parent(),
        event.payload());
  }

  @Test
  void nothingIsForgottenByMistake() {
    assertTrue(enter(online(), "/forget").screen().hint().contains("needs more: /forget <words>"));
    Screen screen =
        found(
            "/forget question",
            message(Script.SESSION, 4, "question 2"),
            message(Script.SESSION, 6, "question 3"),
            note("n1", "Alice asks questions", OTHER));
    assertTrue(drawn(screen).contains("[ ] 2025-05-06"), drawn(screen));
    Step none = press(screen, Key.Action.ENTER);
    assertTrue(none.screen().hint().contains("Nothing is selected"), none.screen().hint());

    Screen one = press(press(screen, Key.Action.DOWN).screen(), new Key.Text(" ")).screen();
    assertTrue(drawn(one).contains("[x] 2025-05-06"), drawn(one));
    Screen asked = press(one, Key.Action.ENTER).screen();
    assertTrue(drawn(asked).contains("Forget 1 item for good? y/n"), drawn(asked));
    Step kept = press(asked, new Key.Text("n"));
    assertEquals(List.of(), kept.effects());
    assertFalse(drawn(kept.screen()).contains("y/n"));
    Step other = press(asked, new Key.Text("x"));
    assertEquals(List.of(), other.effects());
    assertEquals(List.of(), press(asked, Key.Action.ENTER).effects());

    Step step = press(asked, new Key.Text("y"));
    MemoryRequest.Forget sent = only(step, MemoryRequest.Forget.class);
    assertEquals(List.of(Place.ofMessage(Script.SESSION, 6)), sent.items());
    Screen all = press(screen, new Key.Text("a")).screen();
    assertEquals(3, all.memory().overlay().places().size());
    assertEquals(0, press(all, new Key.Text("a")).screen().memory().overlay().places().size());
  }

  @Test
  void whatWasForgottenLeavesTheScreen() {
    Screen screen =
        press(found("/forget x", message(Script.SESSION, 4, "question 2")), new Key.Text(" "))
            .screen();
    Step step = press(press(screen, Key.Action.ENTER).screen(), new Key.Text("y"));
    String id = only(step, MemoryRequest.Forget.class).requestId();
    Screen refused =
        receive(
            step.screen(),
            new ServerFrame.Error(id, null, null, "The disk is full", "memory_failed"));
    assertTrue(texts(refused).contains("Nothing was forgotten: The disk is full"));
    assertTrue(texts(refused).contains("question 2,"), texts(refused));

    Screen done =
        receive(
            step.screen(),
            new MemoryFrame.MemoryForgotten(
                id, new MemoryStore.Receipt(0, 1, 2, 1, 3, 1, List.of("alice-1.db"))));
    assertEquals(
        """
        Forgotten: 0 notes, 1 message, 2 copies of them elsewhere. 3 passages left the index, 1 vector with them.
        1 message stays in its conversation and is not found any more.
        Backups that still have it: alice-1.db\
        """,
        ((Entry.Notice) last(done)).text());
    assertFalse(texts(done).contains("question 2,"), texts(done));
    assertTrue(texts(done).contains(MemoryEvent.FORGOTTEN));
    assertFalse(done.editor().history().sent().contains("question 2"));
    assertNull(done.memory().forgetting());
  }

  @Test
  void whatWasRecalledIsOneLineAndCanBeOpened() {
    assertTrue(texts(enter(online(), "/recalled").screen()).contains("Nothing was recalled"));
    List<Place> places =
        List.of(Place.ofNote("n1"), Place.ofNote("gone"), Place.ofMessage(OTHER, 7));
    Screen screen =
        receive(
            online(),
            Script.event(1, Script.TURN, Script.user("hello")),
            Script.event(2, Script.TURN, new MemoryEvent.Recalled(places)));
    assertTrue(
        drawn(screen).contains("· recalled 2 notes and 1 passage (/recalled"), drawn(screen));

    Step step = enter(screen, "/recalled");
    HistoryRequest.GetHistory get = only(step, HistoryRequest.GetHistory.class);
    assertEquals(8L, get.beforeSeq());
    MemoryRequest.ListNotes list = only(step, MemoryRequest.ListNotes.class);
    MemoryStore.Note tea =
        new MemoryStore.Note("n1", "tea", List.of(), null, List.of(), null, THEN, THEN);
    Screen shown =
        receive(
            step.screen(),
            sessions(),
            new MemoryFrame.NoteList(list.requestId(), List.of(tea)),
            new HistoryFrame.History(
                get.requestId(),
                OTHER,
                List.of((ServerFrame.Journalled) of(OTHER, 7, "what was said")),
                false));
    String text = drawn(shown);
    assertTrue(text.contains("Recalled (3)"), text);
    assertTrue(text.contains("    tea\n"), text);
    assertTrue(text.contains("    what was said\n"), text);
    assertTrue(text.contains("(its text is not there; it may have been forgotten)"), text);
    Screen refused =
        receive(shown, new ServerFrame.Error(get.requestId(), null, null, "no", "unknown_session"));
    assertEquals(shown, refused, "the list says itself what it has not");
  }

  @Test
  void theListScrollsWithItsCursor() {
    MemoryStore.Recalled[] many =
        IntStream.range(0, 20)
            .mapToObj(i -> message(OTHER, i + 1, "text " + i + " " + "word ".repeat(100)))
            .toArray(MemoryStore.Recalled[]::new);
    Screen screen = found("/memory text", many);
    for (int i = 0; i < 25; i++) {
      assertTrue(drawn(screen).contains("text " + Math.min(i, 19) + " "), drawn(screen));
      screen = press(screen, Key.Action.DOWN).screen();
    }
    assertEquals(24, drawn(screen).lines().count());
    screen = press(screen, Key.Action.PAGE_UP).screen();
    assertEquals(14, screen.memory().overlay().selected());
    for (int rows = 1; rows < 8; rows++) {
      assertEquals(rows, new Renderer().draw(screen, 20, rows, Script.NOW).frame().lines().size());
    }
  }

  @Test
  void withoutAConnectionTheCommandsStay() {
    Screen offline = talk().with(new LinkState.Offline("gone", Script.NOW));
    for (String line : List.of("/memory", "/memory tea", "/forget tea")) {
      Step step = enter(offline, line);
      assertEquals(List.of(), step.effects());
      assertEquals(line, step.screen().editor().draft().text());
    }
  }
}
