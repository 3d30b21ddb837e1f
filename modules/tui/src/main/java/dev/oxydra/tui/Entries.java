package dev.oxydra.tui;

import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How the entries of a conversation change: each change makes a new list. */
final class Entries {
  private Entries() {}

  /** With one more; the oldest goes where there are too many. */
  static List<Entry> add(List<Entry> entries, Entry entry) {
    List<Entry> longer = new ArrayList<>(entries.size() + 1);
    longer.addAll(
        entries.size() < Conversation.MAX_ENTRIES ? entries : entries.subList(1, entries.size()));
    longer.add(entry);
    return longer;
  }

  /** More of the answer's text, which is not committed. */
  static List<Entry> delta(List<Entry> entries, TurnId turn, String text) {
    return !entries.isEmpty()
            && entries.getLast() instanceof Entry.Assistant last
            && last.streaming()
            && turn.equals(last.turn())
        ? last(entries, new Entry.Assistant(turn, last.text() + text, true, 0))
        : add(entries, new Entry.Assistant(turn, text, true, 0));
  }

  /** More of what the model thinks, which is not committed. */
  static List<Entry> thinking(List<Entry> entries, TurnId turn, String text) {
    return !entries.isEmpty()
            && entries.getLast() instanceof Entry.Reasoning last
            && turn.equals(last.turn())
        ? last(entries, new Entry.Reasoning(turn, last.text() + text, last.open()))
        : add(entries, new Entry.Reasoning(turn, text, isOpen(entries)));
  }

  private static List<Entry> last(List<Entry> entries, Entry entry) {
    List<Entry> changed = new ArrayList<>(entries);
    changed.set(changed.size() - 1, entry);
    return changed;
  }

  /** Whether calls and thoughts are shown in full: as the last one is. */
  static boolean isOpen(List<Entry> entries) {
    for (Entry entry : entries.reversed()) {
      if (entry instanceof Entry.Tool call) {
        return call.details().open();
      }
      if (entry instanceof Entry.Reasoning thought) {
        return thought.open();
      }
    }
    return false;
  }

  /** Shows all of calls and thoughts, or one line of each. */
  static List<Entry> toggled(List<Entry> entries) {
    boolean open = !isOpen(entries);
    return entries.stream()
        .map(entry ->
            switch (entry) {
              case Entry.Tool call -> ToolCards.opened(call, open);
              case Entry.Reasoning thought ->
                  new Entry.Reasoning(thought.turn(), thought.text(), open);
              default -> entry;
            })
        .toList();
  }

  /** Changes the last call of that id, while it runs. */
  static List<Entry> changed(List<Entry> entries, String callId, UnaryOperator<Entry.Tool> change) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i) instanceof Entry.Tool call
          && call.callId().equals(callId)
          && call.outcome() == null) {
        List<Entry> changed = new ArrayList<>(entries);
        changed.set(i, change.apply(call));
        return changed;
      }
    }
    return entries;
  }

  /** What was streamed of a turn stays as it is. */
  static List<Entry> settled(List<Entry> entries, @Nullable TurnId turn) {
    return hasStreamed(entries, turn)
        ? entries.stream()
            .map(entry ->
                isStreaming(entry, turn) && entry instanceof Entry.Assistant said
                    ? new Entry.Assistant(turn, said.text(), false, said.seq())
                    : entry)
            .toList()
        : entries;
  }

  /** Without what was streamed of a turn; null for any. */
  static List<Entry> withoutStreamed(List<Entry> entries, @Nullable TurnId turn) {
    return hasStreamed(entries, turn)
        ? entries.stream().filter(entry -> !isStreaming(entry, turn)).toList()
        : entries;
  }

  /** A loop, as it is asked of each event of a replay, and most of them have nothing. */
  private static boolean hasStreamed(List<Entry> entries, @Nullable TurnId turn) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (isStreaming(entries.get(i), turn)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isStreaming(Entry entry, @Nullable TurnId turn) {
    return entry instanceof Entry.Assistant said
        && said.streaming()
        && (turn == null || turn.equals(said.turn()));
  }

  /** The messages whose texts were forgotten say so. */
  static List<Entry> forgotten(List<Entry> entries, Set<Long> seqs) {
    return entries.stream()
        .map(entry ->
            switch (entry) {
              case Entry.User said when seqs.contains(said.seq()) ->
                  new Entry.User(MemoryEvent.FORGOTTEN, said.seq());
              case Entry.Assistant said when seqs.contains(said.seq()) ->
                  new Entry.Assistant(said.turn(), MemoryEvent.FORGOTTEN, false, said.seq());
              default -> entry;
            })
        .toList();
  }

  /** The event of a message; 0 of anything else. */
  static long seq(Entry entry) {
    return switch (entry) {
      case Entry.User said -> said.seq();
      case Entry.Assistant said -> said.seq();
      default -> 0;
    };
  }
}
