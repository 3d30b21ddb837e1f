package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.SessionId;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of the sessions that were talked in last: each is read and decoded once, and not again
 * in every turn. They are let go when the heap gets full.
 */
final class RecentSessions {
  private static final int SESSIONS = 8;

  /** A session that takes more is read each time, in bytes. */
  private static final long MAX_BYTES = 8L << 20;

  /** What an event takes beside its text, in bytes. */
  private static final long EVENT_BYTES = 300;

  private final Journal journal;
  private final Map<SessionId, SoftReference<Kept>> sessions =
      new LinkedHashMap<>(SESSIONS, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, SoftReference<Kept>> eldest) {
          return size() > SESSIONS;
        }
      };

  RecentSessions(Journal journal) {
    this.journal = journal;
  }

  Journal journal() {
    return journal;
  }

  /**
   * The events of a session, as they are now, in order. Of those that its last summary covers only
   * what {@link Untold} has to know may be there.
   */
  List<Event> events(SessionId session) {
    // Only what is journalled there changes what was said before.
    long changed = journal.lastSeq(MemoryStore.SESSION);
    Kept kept = kept(session);
    synchronized (kept) {
      if (kept.changed != changed) {
        kept.clear(changed);
      }
      kept.add(Older.events(journal, session, kept.last));
      if (kept.isDeleted()) {
        kept.clear(changed);
        kept.add(Older.events(journal, session, 0));
      }
      kept.dropSummedUp();
      List<Event> events = List.copyOf(kept.events);
      if (kept.bytes > MAX_BYTES) {
        kept.clear(changed);
      }
      return events;
    }
  }

  private synchronized Kept kept(SessionId session) {
    SoftReference<Kept> reference = sessions.get(session);
    Kept kept = reference == null ? null : reference.get();
    if (kept == null) {
      kept = new Kept();
      sessions.put(session, new SoftReference<>(kept));
    }
    return kept;
  }

  private static final class Kept {
    private final List<Event> events = new ArrayList<>();
    private long last;
    private long bytes;
    private long changed;

    /** Up to which event summaries cover what was here. */
    private long covered;

    void add(List<Event> more) {
      events.addAll(more);
      last = more.isEmpty() ? last : more.getLast().seq();
      more.forEach(event -> bytes += bytes(event));
    }

    void clear(long at) {
      events.clear();
      last = 0;
      bytes = 0;
      covered = 0;
      changed = at;
    }

    void dropSummedUp() {
      EventPayload.SummaryWritten summary = Older.lastSummary(events);
      if (summary != null && summary.upToSeq() > covered) {
        covered = summary.upToSeq();
        events.removeIf(event -> event.seq() <= covered && !Untold.hasToKnow(event));
        bytes = events.stream().mapToLong(Kept::bytes).sum();
      }
    }

    /** What was there before is not to be kept. */
    boolean isDeleted() {
      return events.size() > 1 && events.getLast().payload() instanceof EventPayload.SessionDeleted;
    }

    private static long bytes(Event event) {
      return EVENT_BYTES
          + switch (event.payload()) {
            case EventPayload.TurnSubmitted it -> it.prompt().length() + files(it.attachments());
            case EventPayload.UserMessage it -> bytes(it.message());
            case EventPayload.AssistantMessage it -> bytes(it.message());
            case EventPayload.ToolResulted it -> it.text().length();
            case EventPayload.SummaryWritten it -> it.text().length();
            default -> 0;
          };
    }

    private static long bytes(Message message) {
      long calls =
          message.toolCalls().stream().mapToLong(it -> it.arguments().toString().length()).sum();
      return message.text().length() + calls + files(message.parts(Attachment.class));
    }

    private static long files(List<Attachment> files) {
      return files.stream().mapToLong(file -> file.data().length).sum();
    }
  }
}
