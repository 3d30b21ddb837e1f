package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /memory}, {@code /forget} and {@code /recalled}, and what is answered. */
final class Remembered {
  /** What a list shows until the text is there. */
  private static final String NO_TEXT = "(its text is not there; it may have been forgotten)";

  private Remembered() {}

  /** Lists notes, or finds what a question is about. */
  static Step memory(Screen screen, Screen sent, String question) {
    return ask(
        screen,
        sent,
        question.isEmpty() ? Requests.notes() : Requests.search(Requests.FIND, question));
  }

  /** Finds messages by their words. */
  static Step find(Screen screen, Screen sent, String words) {
    return ask(screen, sent, Requests.find(words));
  }

  /** Finds what is to be forgotten. */
  static Step forget(Screen screen, Screen sent, String question) {
    return ask(screen, sent, Requests.search(Requests.FORGET, question));
  }

  /** Provenance has the names of sessions: they are asked for first. */
  private static Step ask(Screen screen, Screen sent, ClientFrame question) {
    return screen.online()
        ? Step.send(sent, Requests.sessionNames()).and(question)
        : Requests.offline(screen);
  }

  /** Shows what the last turn was shown. Its texts are where it was said. */
  static Step recalled(Screen screen, Screen sent) {
    Entry.Recalled last = last(screen);
    if (last == null) {
      return Step.of(sent.notice(Entry.Level.INFO, "Nothing was recalled in this session yet."));
    }
    if (!screen.online()) {
      return Requests.offline(screen);
    }
    List<Overlay.Item> items = last.items().stream().map(Remembered::item).toList();
    Step step =
        Step.send(
            sent.with(sent.memory().with(Overlay.of(Overlay.Kind.RECALLED, items, null))),
            Requests.sessionNames());
    for (ClientFrame frame : texts(last.items())) {
      step = step.and(frame);
    }
    return step;
  }

  private static Entry.@Nullable Recalled last(Screen screen) {
    return screen.conversation().entries().reversed().stream()
        .filter(Entry.Recalled.class::isInstance)
        .map(Entry.Recalled.class::cast)
        .findFirst()
        .orElse(null);
  }

  private static Overlay.Item item(MemoryEvent.Place place) {
    return new Overlay.Item(place, NO_TEXT, place.sessionId(), "", null, List.of(), false);
  }

  private static List<ClientFrame> texts(List<MemoryEvent.Place> places) {
    List<ClientFrame> frames = new ArrayList<>();
    if (places.stream().anyMatch(place -> place.noteId() != null)) {
      frames.add(Requests.recalledNotes());
    }
    for (MemoryEvent.Place place : places) {
      if (place.sessionId() != null && place.seq() != null) {
        frames.add(Requests.message(place.sessionId(), place.seq()));
      }
    }
    return frames;
  }

  /** One line for all that a turn was shown. */
  static String folded(Entry.Recalled recalled) {
    int count = recalled.items().size();
    long notes = recalled.items().stream().filter(place -> place.noteId() != null).count();
    String what =
        notes == count
            ? counted(count, "note")
            : notes == 0
                ? counted(count, "passage")
                : counted(notes, "note") + " and " + counted(count - notes, "passage");
    return "recalled " + what + " (/recalled shows them)";
  }

  static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  static Step receive(Screen screen, MemoryFrame frame) {
    return switch (frame) {
      case MemoryFrame.MemoryResults found -> Step.of(found(screen, found));
      case MemoryFrame.NoteList list ->
          Step.of(
              Requests.isOf(Requests.RECALLED, list.requestId())
                  ? filled(screen, list.notes())
                  : notes(screen, list.notes()));
      case MemoryFrame.MemoryForgotten forgotten -> Step.of(Receipts.forgotten(screen, forgotten));
    };
  }

  private static Screen found(Screen screen, MemoryFrame.MemoryResults found) {
    if (found.items().isEmpty()) {
      String notice = found.notice() == null ? "" : " " + PlainText.line(found.notice());
      return screen.notice(Entry.Level.INFO, "Nothing was found." + notice);
    }
    boolean forget = Requests.isOf(Requests.FORGET, found.requestId());
    return open(
        screen,
        Overlay.of(
            forget ? Overlay.Kind.FORGET : Overlay.Kind.FOUND,
            found.items().stream().map(Overlay.Item::of).toList(),
            found.notice()));
  }

  /** Messages that were searched for, as a list to go to them. */
  static Screen receive(Screen screen, HistoryFrame.SearchResults found) {
    List<Overlay.Item> items =
        found.results().stream()
            .map(hit ->
                new Overlay.Item(
                    MemoryEvent.Place.ofMessage(hit.sessionId(), hit.seq()),
                    hit.snippet(),
                    hit.sessionId(),
                    "",
                    null,
                    List.of(),
                    false))
            .toList();
    return items.isEmpty()
        ? screen.notice(Entry.Level.INFO, "No message has all these words.")
        : open(screen, Overlay.of(Overlay.Kind.FOUND, items, null));
  }

  private static Screen notes(Screen screen, List<MemoryStore.Note> notes) {
    return notes.isEmpty()
        ? screen.notice(Entry.Level.INFO, "There are no notes.")
        : open(
            screen,
            Overlay.of(Overlay.Kind.NOTES, notes.stream().map(Overlay.Item::of).toList(), null));
  }

  private static Screen open(Screen screen, Overlay overlay) {
    return screen.with(screen.memory().with(overlay));
  }

  private static Screen filled(Screen screen, List<MemoryStore.Note> notes) {
    Map<String, Overlay.Item> known = new HashMap<>();
    notes.forEach(note -> known.put(note.id(), Overlay.Item.of(note)));
    Overlay overlay = screen.memory().overlay();
    return overlay == null
        ? screen
        : open(
            screen,
            overlay.filled(item ->
                item.place().noteId() == null
                    ? item
                    : known.getOrDefault(item.place().noteId(), item)));
  }

  /** The text of a message that a list is to show. */
  static Screen receive(Screen screen, HistoryFrame.History history) {
    Overlay overlay = screen.memory().overlay();
    if (overlay == null || history.events().isEmpty()) {
      return screen;
    }
    ServerFrame.Journalled last = history.events().getLast();
    return open(
        screen,
        overlay.filled(
            item -> Objects.equals(item.place().seq(), last.seq()) ? said(item, last) : item));
  }

  private static Overlay.Item said(Overlay.Item item, ServerFrame.Journalled frame) {
    Event event;
    try {
      event = frame.toEvent();
    } catch (IllegalArgumentException e) {
      return item; // of a kind that is newer than this program
    }
    return switch (event.payload()) {
      case EventPayload.UserMessage said -> said(item, said.message().text(), "user", event.ts());
      case EventPayload.AssistantMessage said ->
          said(item, said.message().text(), "assistant", event.ts());
      default -> item;
    };
  }

  private static Overlay.Item said(Overlay.Item item, String text, String who, Instant at) {
    return new Overlay.Item(item.place(), text, item.session(), who, at, item.tags(), item.newer());
  }

  static Screen named(Screen screen, List<SessionInfo> sessions) {
    Map<SessionId, String> names = new HashMap<>();
    for (SessionInfo session : sessions) {
      if (session.displayName() != null) {
        names.put(session.sessionId(), session.displayName());
      }
    }
    return screen.with(screen.memory().with(names));
  }

  /** The session that was gone to is shown. */
  static Screen replayed(Screen screen, SessionId session) {
    MemoryView.Jump jump = screen.memory().jump();
    return jump == null || !jump.session().equals(session)
        ? screen
        : OverlayKeys.arrived(
            screen.with(screen.memory().with((MemoryView.Jump) null)), jump.seq());
  }

  /** What a refusal means here; null for one of another request. */
  static @Nullable Screen refused(Screen screen, ServerFrame.Error error) {
    String request = error.requestId();
    MemoryView memory = screen.memory();
    MemoryView.Jump jump = memory.jump();
    if (jump != null && jump.requestId().equals(request)) {
      return screen
          .with(memory.with((MemoryView.Jump) null))
          .notice(
              Entry.Level.WARNING,
              "The session that this is from is not there any more. " + error.message());
    }
    MemoryView.Forgetting asked = memory.forgetting();
    if (asked != null && asked.requestId().equals(request)) {
      return screen
          .with(memory.with((MemoryView.Forgetting) null))
          .notice(Entry.Level.ERROR, "Nothing was forgotten: " + error.message());
    }
    // A list says itself which texts it has not.
    return request != null && Requests.isOf(Requests.RECALLED, request) ? screen : null;
  }
}
