package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the users of sessions have set in place of {@code approvals.mode}. The journal is asked once
 * for each session, and then tells of changes itself: so a call costs nothing, and the next one
 * sees what was set while its turn ran.
 */
final class ApprovalModes implements AutoCloseable {
  private final Journal journal;
  private final Map<SessionId, Optional<ApprovalMode>> known = new ConcurrentHashMap<>();

  /** How often anything has changed. */
  private final AtomicLong changes = new AtomicLong();

  private final Journal.Subscription subscription;

  ApprovalModes(Journal journal) {
    this.journal = journal;
    this.subscription = journal.listen(this::note);
  }

  /** A policy as it is in a session: the mode is that of whoever the session works for. */
  ToolPolicy in(SessionId session, ToolPolicy configured) {
    SessionId root = journal.root(session);
    return (tool, call, sources) ->
        of(root).map(configured::under).orElse(configured).decide(tool, call, sources);
  }

  private Optional<ApprovalMode> of(SessionId root) {
    Optional<ApprovalMode> mode = known.get(root);
    if (mode == null) {
      long before = changes.get();
      mode = journal.projections().approvalMode(root);
      known.put(root, mode);
      if (changes.get() != before) {
        // It may have been read before the change, and kept after it.
        known.remove(root);
      }
    }
    return mode;
  }

  private void note(List<Event> events) {
    for (Event event : events) {
      if (event.payload() instanceof ApprovalModeChanged
          || event.payload() instanceof EventPayload.SessionDeleted) {
        // In this order: who keeps what was read before sees one of both.
        changes.incrementAndGet();
        known.remove(event.sessionId());
      }
    }
  }

  /** Hears of no more changes. */
  @Override
  public void close() {
    subscription.close();
  }
}
