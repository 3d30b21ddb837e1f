package dev.oxydra.types;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs turns: what the session hub needs of the agent loop. */
public interface TurnRunner {
  /** The names of the agents that sessions may have, the default one's included. */
  Set<String> agents();

  /**
   * Whether a turn could run, before it is accepted: whether its agent and its model are there.
   *
   * @throws IllegalArgumentException with a sentence for the user, when it could not
   */
  void check(Turn turn);

  /**
   * Runs a submitted turn to its end on the calling thread. It journals {@code turn.started},
   * everything in between, and exactly one of {@code turn.completed}, {@code turn.cancelled},
   * {@code turn.failed}. Interrupting the thread cancels the turn.
   *
   * @param host shows the turn, and speaks and decides for its user
   * @throws JournalException when the journal fails, in which case the turn's end may be missing
   *     from it
   */
  void run(Turn turn, TurnHost host);

  /**
   * What the model of a session's agent would be sent now.
   *
   * @return null where that isn't known
   */
  default @Nullable ContextShares context(SessionId session, String agent) {
    return null;
  }

  /** What there is to choose from, without making any of it. */
  default Choices choices() {
    return Choices.NONE;
  }

  /** What was spent of the budgets of a session, and of those of all. */
  default List<BudgetStatus> budgets(SessionId session) {
    return List.of();
  }
}
