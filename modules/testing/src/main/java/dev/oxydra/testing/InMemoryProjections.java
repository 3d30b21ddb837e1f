package dev.oxydra.testing;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Grant;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.Projections;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SearchHit;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TimeTotal;
import dev.oxydra.types.UsageTotal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events of a journal, added up one by one: what every other implementation must equal. */
final class InMemoryProjections implements Projections {
  private final LongFunction<List<Event>> source;

  /** In the order of their last events. */
  private final SequencedMap<SessionId, SessionInfo> sessions = new LinkedHashMap<>();

  private final TreeMap<Long, MessageNode> messages = new TreeMap<>();
  private final InMemoryUsage usage = new InMemoryUsage();
  private final Map<SessionKey, Approval> approvals = new TreeMap<>();
  private final Map<String, ApprovalMode> modes = new TreeMap<>();
  private final InMemoryTurns turns = new InMemoryTurns();
  private final Map<String, Event> scratchpads = new TreeMap<>();
  private long upto;

  /**
   * @param source gives all events after a place
   */
  InMemoryProjections(LongFunction<List<Event>> source) {
    this.source = source;
  }

  private record Approval(Event requested, @Nullable Decision decision) {
    /** The first answer counts. */
    Approval answered(Decision answer) {
      return decision == null ? new Approval(requested, answer) : this;
    }

    Optional<Grant> grant() {
      return decision == Decision.ALLOW_SESSION || decision == Decision.ALLOW_ALWAYS
          ? Optional.of(
              new Grant(
                  requested.sessionId(), (ApprovalEvent.Requested) requested.payload(), decision))
          : Optional.empty();
    }
  }

  private void catchUp() {
    for (Event event : source.apply(upto)) {
      apply(event);
      upto = event.seq();
    }
  }

  private void apply(Event event) {
    SessionInfo known = sessions.remove(event.sessionId());
    SessionInfo now = known == null ? created(event) : changed(known, event);
    if (now != null) {
      sessions.putLast(event.sessionId(), now);
    }
    switch (event.payload()) {
      case EventPayload.SessionDeleted it -> forget(event.sessionId());
      case EventPayload.UserMessage it -> add(event, it.message());
      case EventPayload.AssistantMessage it -> add(event, it.message());
      case EventPayload.UsageRecorded it -> usage.add(event, it);
      case EventPayload.TimeRecorded it -> usage.add(event, it);
      case ApprovalEvent.Requested it ->
          approvals.putIfAbsent(key(event, it.approvalId()), new Approval(event, null));
      case ApprovalEvent.Resolved it ->
          approvals.computeIfPresent(
              key(event, it.approvalId()), (_, asked) -> asked.answered(it.decision()));
      case ApprovalModeChanged it -> set(event.sessionId(), it.mode());
      case MemoryEvent.Forgotten it -> forget(it);
      case MemoryEvent.ScratchpadWritten it -> scratchpads.put(event.sessionId().value(), event);
      default -> turns.apply(event);
    }
  }

  private void set(SessionId session, @Nullable ApprovalMode mode) {
    if (mode == null) {
      modes.remove(session.value());
    } else {
      modes.put(session.value(), mode);
    }
  }

  private static SessionKey key(Event event, String id) {
    return new SessionKey(event.sessionId(), id);
  }

  private void forget(SessionId session) {
    sessions.remove(session);
    messages.values().removeIf(each -> each.sessionId().equals(session));
    usage.forget(session);
    approvals.keySet().removeIf(each -> each.session().equals(session));
    modes.remove(session.value());
    turns.forget(session);
    scratchpads.remove(session.value());
  }

  private void forget(MemoryEvent.Forgotten forgotten) {
    for (long seq : forgotten.messages()) {
      messages.computeIfPresent(seq, (_, message) -> message.saying(MemoryEvent.FORGOTTEN));
    }
    forgotten.copies().forEach(turns::forget);
  }

  private static @Nullable SessionInfo created(Event event) {
    return event.payload() instanceof EventPayload.SessionCreated created
        ? new SessionInfo(
            event.sessionId(),
            created.agentName(),
            created.displayName(),
            created.channelOrigin(),
            event.ts(),
            event.ts(),
            false,
            created.parent())
        : null;
  }

  private static SessionInfo changed(SessionInfo known, Event event) {
    return new SessionInfo(
        known.sessionId(),
        known.agentName(),
        event.payload() instanceof EventPayload.SessionRenamed it
            ? it.displayName()
            : known.displayName(),
        known.channelOrigin(),
        known.createdAt(),
        event.ts(),
        event.payload() instanceof EventPayload.SessionArchived it
            ? it.archived()
            : known.archived(),
        known.parentSessionId());
  }

  private void add(Event event, Message message) {
    Long parent =
        messages.descendingMap().values().stream()
            .filter(each -> each.sessionId().equals(event.sessionId()))
            .findFirst()
            .map(MessageNode::seq)
            .orElse(null);
    messages.put(
        event.seq(),
        new MessageNode(
            event.seq(),
            parent,
            event.sessionId(),
            event.turnId(),
            event.ts(),
            message.role(),
            message.text()));
  }

  @Override
  public synchronized List<SessionInfo> sessions() {
    catchUp();
    return List.copyOf(sessions.sequencedValues().reversed());
  }

  @Override
  public synchronized Optional<SessionInfo> session(SessionId session) {
    catchUp();
    return Optional.ofNullable(sessions.get(session));
  }

  @Override
  public synchronized List<MessageNode> messages(SessionId session, long afterSeq, int limit) {
    requireLimit(limit);
    catchUp();
    return messages.tailMap(afterSeq, false).values().stream()
        .filter(each -> each.sessionId().equals(session))
        .limit(limit)
        .toList();
  }

  private static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit must be 1 or more, not " + limit);
    }
  }

  @Override
  public synchronized List<SearchHit> search(String query, int limit) {
    requireLimit(limit);
    catchUp();
    InMemorySearch search = new InMemorySearch(query);
    return messages.values().stream()
        .map(search::hit)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingDouble(SearchHit::score).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<UsageTotal> usage(@Nullable SessionId session) {
    catchUp();
    return usage.totals().stream()
        .filter(total -> session == null || total.sessionId().equals(session))
        .toList();
  }

  @Override
  public synchronized List<TimeTotal> times(@Nullable SessionId session) {
    catchUp();
    return usage.times().stream()
        .filter(total -> session == null || total.sessionId().equals(session))
        .toList();
  }

  @Override
  public synchronized List<Event> pendingApprovals() {
    catchUp();
    return approvals.values().stream()
        .filter(approval -> approval.decision() == null)
        .map(Approval::requested)
        .sorted(Comparator.comparingLong(Event::seq))
        .toList();
  }

  @Override
  public synchronized List<Grant> grants() {
    catchUp();
    return approvals.values().stream()
        .sorted(Comparator.comparingLong(approval -> approval.requested().seq()))
        .flatMap(approval -> approval.grant().stream())
        .toList();
  }

  @Override
  public synchronized Optional<ApprovalMode> approvalMode(SessionId session) {
    catchUp();
    return Optional.ofNullable(modes.get(session.value()));
  }

  @Override
  public synchronized List<QueuedTurn> queue() {
    catchUp();
    return turns.queue();
  }

  @Override
  public synchronized List<String> scratchpad(SessionId session) {
    catchUp();
    Event written = scratchpads.get(session.value());
    return written == null
        ? List.of()
        : ((MemoryEvent.ScratchpadWritten) written.payload()).items();
  }

  @Override
  public synchronized List<String> dump() {
    catchUp();
    return Stream.of(
            sessions.sequencedValues().reversed().stream().map(each -> "session " + each),
            messages.values().stream().map(each -> "message " + each),
            usage.totals().stream().map(each -> "usage " + each),
            usage.times().stream().map(each -> "time " + each),
            approvals.entrySet().stream().map(InMemoryProjections::line),
            modes.entrySet().stream()
                .map(each -> "approval_mode " + each.getKey() + " " + each.getValue()),
            turns.dump(),
            scratchpads.entrySet().stream()
                .map(each -> "scratchpad " + each.getKey() + " " + each.getValue().seq()))
        .flatMap(lines -> lines)
        .toList();
  }

  private static String line(Map.Entry<SessionKey, Approval> entry) {
    Approval approval = entry.getValue();
    return String.join(
        " ",
        "approval",
        entry.getKey().session().value(),
        entry.getKey().id(),
        String.valueOf(approval.requested().seq()),
        String.valueOf(approval.decision()));
  }

  @Override
  public synchronized void rebuild() {
    sessions.clear();
    messages.clear();
    usage.clear();
    approvals.clear();
    modes.clear();
    turns.clear();
    scratchpads.clear();
    upto = 0;
    catchUp();
  }
}
