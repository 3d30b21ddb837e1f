package dev.oxydra.types;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the journal's events add up to. All of it can be dropped and is the same when it has been
 * built anew. Each answer takes in everything that was committed before it was asked for. Safe for
 * use by any thread; methods throw a {@link JournalException} when the journal fails.
 */
public interface Projections {

  /** All sessions, the most recently active first. */
  List<SessionInfo> sessions();

  Optional<SessionInfo> session(SessionId session);

  /**
   * A session's messages, oldest first.
   *
   * @param afterSeq 0 for all
   * @param limit how many at most, 1 or more
   */
  List<MessageNode> messages(SessionId session, long afterSeq, int limit);

  /**
   * The messages of all sessions that have all the words, the best first. The last word may be the
   * beginning of one; case and accents don't count; what is no word is not searched for.
   *
   * @param limit how many at most, 1 or more
   */
  List<SearchHit> search(String query, int limit);

  /**
   * The tokens used, by session, day and model, in this order.
   *
   * @param session null for all
   */
  List<UsageTotal> usage(@Nullable SessionId session);

  /**
   * How long turns worked, by session and day, in this order.
   *
   * @param session null for all
   */
  List<TimeTotal> times(@Nullable SessionId session);

  /** The {@code approval.requested} events that have no answer, in order. */
  List<Event> pendingApprovals();

  /** The answers that are for later calls too, in the order of their questions. */
  List<Grant> grants();

  /**
   * What is asked about in a session, as its user has set it there; empty where that is left to the
   * configuration. A session that works for another one follows that one, see {@link Journal#root}.
   */
  Optional<AgentConfig.ApprovalMode> approvalMode(SessionId session);

  /** What a session's agent noted for the rest of the session, in order. */
  List<String> scratchpad(SessionId session);

  /** The turns that have not ended, in the order of their submission. */
  List<QueuedTurn> queue();

  /**
   * Every row of every projection, as text in a fixed order: two that are equal have equal ones.
   * For tests and {@code runner doctor}.
   */
  List<String> dump();

  /** Drops all of it and builds it anew. */
  void rebuild();
}
