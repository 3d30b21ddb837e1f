package dev.oxydra.tui;

import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A list of notes and messages over the conversation.
 *
 * @param items one or more
 * @param selected the one that the cursor is on
 * @param ticked those that are to be forgotten
 * @param asking whether the person is asked once more
 * @param notice what there is to say about the whole, null for nothing
 */
record Overlay(
    Kind kind,
    List<Item> items,
    int selected,
    Set<Integer> ticked,
    boolean asking,
    @Nullable String notice) {

  /** What it is a list of. */
  enum Kind {
    NOTES,
    FOUND,
    FORGET,
    RECALLED
  }

  /**
   * A note, or a message.
   *
   * @param session where it was said or the note taken, null where that isn't known
   * @param source who said it
   * @param at when, null while that isn't known
   * @param newer whether older notes say something else
   */
  record Item(
      MemoryEvent.Place place,
      String text,
      @Nullable SessionId session,
      String source,
      @Nullable Instant at,
      List<String> tags,
      boolean newer) {
    Item {
      tags = List.copyOf(tags);
    }

    static Item of(MemoryStore.Note note) {
      NoteEvent.Origin origin = note.origin();
      return new Item(
          MemoryEvent.Place.ofNote(note.id()),
          note.text(),
          origin == null ? null : origin.sessionId(),
          origin == null ? "" : origin.source(),
          note.updatedAt(),
          note.tags(),
          !note.contradicts().isEmpty());
    }

    static Item of(MemoryStore.Recalled it) {
      return new Item(
          it.place(),
          it.text(),
          it.session(),
          it.source(),
          it.at(),
          it.tags(),
          !it.newerThan().isEmpty());
    }
  }

  Overlay {
    items = List.copyOf(items);
    ticked = Set.copyOf(ticked);
  }

  static Overlay of(Kind kind, List<Item> items, @Nullable String notice) {
    return new Overlay(kind, items, 0, Set.of(), false, notice);
  }

  Item item() {
    return items.get(selected);
  }

  Overlay moved(int by) {
    int to = Math.clamp((long) selected + by, 0, items.size() - 1);
    return new Overlay(kind, items, to, ticked, asking, notice);
  }

  Overlay toggled() {
    Set<Integer> changed = new HashSet<>(ticked);
    if (!changed.remove(selected)) {
      changed.add(selected);
    }
    return ticking(changed);
  }

  /** All, or none when all are. */
  Overlay toggledAll() {
    return ticking(
        ticked.size() == items.size()
            ? Set.of()
            : IntStream.range(0, items.size()).boxed().collect(Collectors.toSet()));
  }

  private Overlay ticking(Set<Integer> changed) {
    return new Overlay(kind, items, selected, changed, asking, notice);
  }

  Overlay asking(boolean once) {
    return new Overlay(kind, items, selected, ticked, once, notice);
  }

  /** What is ticked. */
  List<MemoryEvent.Place> places() {
    return ticked.stream().sorted().map(i -> items.get(i).place()).toList();
  }

  /** With more known of its items. */
  Overlay filled(UnaryOperator<Item> change) {
    return new Overlay(kind, items.stream().map(change).toList(), selected, ticked, asking, notice);
  }
}
