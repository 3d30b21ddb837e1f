package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the part of a conversation that is to be summed up: whole turns, without the latest. */
final class Older {
  /** Others who read wait meanwhile. */
  private static final int PAGE = 100;

  private Older() {}

  /** All events of a session after a place. */
  static List<Event> events(Journal journal, SessionId session, long after) {
    List<Event> all = new ArrayList<>();
    long cursor = after;
    List<Event> page;
    do {
      page = journal.read(session, cursor, PAGE);
      all.addAll(page);
      cursor = page.isEmpty() ? cursor : page.getLast().seq();
    } while (page.size() == PAGE);
    return all;
  }

  /** The last summary of a session; one that was forgotten says nothing. Null for none. */
  static EventPayload.@Nullable SummaryWritten lastSummary(List<Event> events) {
    EventPayload.SummaryWritten last = null;
    for (Event event : events) {
      if (event.payload() instanceof EventPayload.SummaryWritten summary
          && !summary.text().equals(MemoryEvent.FORGOTTEN)) {
        last = summary;
      }
    }
    return last;
  }

  /**
   * The older part.
   *
   * @param events of a session
   * @param keep how many tokens of the latest turns stay as they are
   * @param minTurns how many of those stay, whatever they take
   * @return null where there is nothing to be summed up
   */
  static @Nullable Earlier part(List<Event> events, TokenCounter tokens, long keep, int minTurns) {
    EventPayload.SummaryWritten last = lastSummary(events);
    Summary summary =
        last == null
            ? Summary.EMPTY
            : Objects.requireNonNullElse(Summary.parse(last.text()), Summary.EMPTY);
    long from = last == null ? 0 : last.upToSeq();
    List<Event> since = events.stream().filter(event -> event.seq() > from).toList();
    int cut = cut(since, tokens, keep, minTurns);
    return cut == 0 ? null : new Earlier(summary, since.subList(0, cut), since.get(cut - 1).seq());
  }

  /** How many of the first events are not of the latest turns. */
  private static int cut(List<Event> events, TokenCounter tokens, long keep, int minTurns) {
    long kept = 0;
    int turns = 0;
    int cut = events.size();
    for (int i = events.size() - 1; i >= 0; i--) {
      kept += tokens(events.get(i), tokens);
      if (events.get(i).payload() instanceof EventPayload.TurnStarted) {
        if (turns >= minTurns && kept > keep) {
          return cut;
        }
        turns++;
        cut = i;
      }
    }
    return 0;
  }

  private static long tokens(Event event, TokenCounter tokens) {
    return switch (event.payload()) {
      case EventPayload.UserMessage said -> tokens.message(said.message());
      case EventPayload.AssistantMessage said -> tokens.message(said.message());
      case EventPayload.ToolResulted result -> tokens.text(result.text());
      default -> 0;
    };
  }
}
