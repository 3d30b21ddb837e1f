package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frames of the feature {@code usage}. What the session has cost is asked for once and then
 * added to, so that a frame costs no look into the journal.
 */
final class UsageFrames {
  private final ServerFrame.SessionRef session;
  private final RequestIds requestIds;
  private final long upTo;
  private @Nullable BigDecimal cost;

  UsageFrames(Journal journal, ServerFrame.SessionRef session, RequestIds requestIds) {
    this.session = session;
    this.requestIds = requestIds;
    SessionId id = session.sessionId();
    long before;
    long after = journal.lastSeq(id);
    do {
      before = after;
      cost = total(journal, id);
      after = journal.lastSeq(id);
    } while (before != after); // only then it is known which events the sum takes in
    this.upTo = after;
  }

  private static @Nullable BigDecimal total(Journal journal, SessionId session) {
    return journal.projections().usage(session).stream()
        .map(UsageTotal::costUsd)
        .filter(Objects::nonNull)
        .reduce(BigDecimal::add)
        .orElse(null);
  }

  ServerFrame of(TurnId turn, Event event, EventPayload.UsageRecorded recorded) {
    BigDecimal more = recorded.costUsd();
    if (more != null && event.seq() > upTo) {
      cost = cost == null ? more : cost.add(more);
    }
    Usage usage = recorded.usage();
    return new ServerFrame.UsageUpdate(
        requestIds.of(turn),
        session,
        TurnFrames.running(turn),
        usage.inputTokens(),
        usage.outputTokens(),
        usage.cachedInputTokens(),
        usage.reasoningTokens(),
        more,
        usage.inputTokens() + usage.outputTokens(),
        recorded.contextLimit(),
        cost);
  }
}
