package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the user is asked about tool calls. Of several answers the first one counts. Questions that
 * an earlier process left open can be answered as well, though nobody waits for it any more.
 */
final class ApprovalDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalDesk.class);
  private static final String SYSTEM = "system";

  /** How many answered questions are remembered, so that a late answer is told from a wrong one. */
  private static final int REMEMBERED = 1000;

  private final Journal journal;
  private final InstantSource clock;
  private final Map<String, Question> open = new ConcurrentHashMap<>();
  private final Map<String, ApprovalEvent.Resolved> answered =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ApprovalEvent.Resolved> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** A question; its own lock is held while its answer is committed. */
  private static final class Question {
    final SessionId session;
    final @Nullable TurnId turn;
    final ApprovalEvent.Requested request;
    volatile @Nullable Event requested;
    volatile ApprovalEvent.@Nullable Resolved answer;

    Question(SessionId session, @Nullable TurnId turn, ApprovalEvent.Requested request) {
      this.session = session;
      this.turn = turn;
      this.request = request;
    }
  }

  ApprovalDesk(Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /** Takes over what an earlier process asked. */
  void restore(List<Event> pending) {
    for (Event event : pending) {
      var request = (ApprovalEvent.Requested) event.payload();
      Question question = new Question(event.sessionId(), event.turnId(), request);
      question.requested = event;
      open.put(request.approvalId(), question);
    }
  }

  /**
   * Asks, and waits for the answer; see {@link dev.oxydra.types.TurnHost#decide}. What an earlier
   * process asked is not asked again.
   */
  ApprovalEvent.Resolved decide(ActiveTurn turn, ApprovalEvent.Requested request)
      throws InterruptedException {
    Question question = open.get(request.approvalId());
    if (question == null) {
      ApprovalEvent.Resolved answer = answered.get(request.approvalId());
      if (answer != null) {
        return answer;
      }
      question = new Question(turn.session(), turn.id(), request);
      ask(question, turn);
    }
    synchronized (question) {
      try {
        return await(question);
      } catch (InterruptedException e) {
        withdraw(question, e);
        throw e;
      }
    }
  }

  private void withdraw(Question question, InterruptedException cancelled) {
    try {
      settle(question, Decision.DENY, SYSTEM, "The turn was cancelled before there was an answer");
    } catch (RuntimeException e) {
      cancelled.addSuppressed(e);
    }
  }

  private void ask(Question question, ActiveTurn turn) {
    String id = question.request.approvalId();
    // Before it is committed: the first client may answer as soon as it is.
    open.put(id, question);
    boolean asked = false;
    try {
      question.requested = append(question, turn.agent(), question.request);
      asked = true;
    } finally {
      if (!asked) {
        open.remove(id);
      }
    }
  }

  private ApprovalEvent.Resolved await(Question question) throws InterruptedException {
    while (question.answer == null) {
      Duration left = Duration.between(clock.instant(), question.request.expiresAt());
      if (left.isPositive()) {
        question.wait(Math.clamp(left.toMillis() + 1, 1, 60_000));
      } else {
        expire(question);
      }
    }
    return question.answer;
  }

  private void expire(Question question) {
    settle(question, Decision.DENY, SYSTEM, "There was no answer in time");
  }

  /** Commits the answer, if there is none yet. The question's lock is held. */
  private void settle(Question question, Decision decision, String by, @Nullable String note) {
    if (question.answer != null) {
      return;
    }
    String id = question.request.approvalId();
    var answer = new ApprovalEvent.Resolved(id, decision, by, note);
    append(question, by.equals(SYSTEM) ? SYSTEM : "user", answer);
    question.answer = answer;
    answered.put(id, answer);
    open.remove(id);
    question.notifyAll();
  }

  private Event append(Question question, String actor, EventPayload payload) {
    return journal
        .append(List.of(new NewEvent(question.session, question.turn, actor, payload)))
        .getFirst();
  }

  /**
   * Answers a question.
   *
   * @param by the channel that the answer comes from
   * @param committing is run before the answer is committed, if it is the first one
   * @return the session that it was asked in
   */
  SessionId resolve(
      String id, Decision decision, String by, @Nullable String note, Runnable committing) {
    Question question = open.get(id);
    if (question == null) {
      throw answered.containsKey(id) ? late(id) : unknown(id);
    }
    synchronized (question) {
      if (isExpired(question)) {
        expire(question);
      }
      if (question.answer != null) {
        throw late(id);
      }
      committing.run();
      settle(question, decision, by, note);
      return question.session;
    }
  }

  private GatewayException late(String id) {
    return new GatewayException(
        Code.APPROVAL_RESOLVED_ALREADY,
        "Approval %s has its answer already: %s; the first one counts"
            .formatted(id, decisionOf(id)));
  }

  private String decisionOf(String id) {
    ApprovalEvent.Resolved answer = answered.get(id);
    return answer == null ? "forgotten" : answer.decision().name().toLowerCase(Locale.ROOT);
  }

  private static GatewayException unknown(String id) {
    return new GatewayException(
        Code.UNKNOWN_APPROVAL, "No approval '%s' waits for an answer".formatted(id));
  }

  private boolean isExpired(Question question) {
    Instant end = question.request.expiresAt();
    return question.answer == null && !clock.instant().isBefore(end);
  }

  /** Ends the questions whose time is over and for which nobody waits. */
  void expire() {
    for (Question question : open.values()) {
      synchronized (question) {
        if (isExpired(question)) {
          expireQuietly(question);
        }
      }
    }
  }

  private void expireQuietly(Question question) {
    try {
      expire(question);
    } catch (RuntimeException e) {
      LOG.warn("Can't end the approval {}: {}", question.request.approvalId(), e.getMessage());
    }
  }

  /** The questions of a session that can be answered, the oldest first. */
  List<Event> pending(SessionId session) {
    return open.values().stream()
        .filter(question -> question.session.equals(session) && !isExpired(question))
        .map(question -> question.requested)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingLong(Event::seq))
        .toList();
  }

  int size() {
    return open.size();
  }

  /** Forgets the questions of a session that is gone. */
  void note(Event event) {
    if (event.payload() instanceof EventPayload.SessionDeleted) {
      open.values().removeIf(question -> question.session.equals(event.sessionId()));
    }
  }
}
