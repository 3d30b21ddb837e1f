package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs turns that no client asks for: those of schedules, and of agents that work for others. They
 * are turns as any other: clients see and cancel them. Its methods block for as long as the journal
 * takes, may be called by any thread, and throw a {@link JournalException} when the journal fails.
 */
public interface TurnDesk {
  /** No turn can be run. */
  TurnDesk NONE =
      new TurnDesk() {
        @Override
        public void open(SessionId session, EventPayload.SessionCreated made) {
          throw new RefusedException("shutting_down", "No turns are run here", null);
        }

        @Override
        public long submit(Turn turn) {
          throw new RefusedException("shutting_down", "No turns are run here", null);
        }

        @Override
        public End await(SessionId session, TurnId turn) {
          throw new RefusedException("shutting_down", "No turns are run here", null);
        }

        @Override
        public boolean cancel(SessionId session, TurnId turn) {
          return false;
        }
      };

  /**
   * Makes a session, unless there is one with this id. How many a user may have doesn't count here.
   *
   * @throws RefusedException when its agent is not there
   */
  void open(SessionId session, EventPayload.SessionCreated made);

  /**
   * Commits a turn, which runs as soon as it may: after those of its session, and when as many run
   * as may, after others. The same id runs once, whenever it is submitted again. One that has its
   * session's id is one that another turn waits for: it takes none of the places of turns that run,
   * so that it isn't kept waiting by that one.
   *
   * @return the place of its {@code turn.submitted}
   * @throws RefusedException when it can't be taken in
   */
  long submit(Turn turn);

  /**
   * Waits for a turn's end, and finds the one that it has had.
   *
   * @throws RefusedException when it has none and doesn't run or wait, or its session is deleted
   */
  End await(SessionId session, TurnId turn) throws InterruptedException;

  /**
   * Stops a turn that runs, or takes one back that waits. Its end may be in the journal later.
   *
   * @return false when it does neither
   */
  boolean cancel(SessionId session, TurnId turn);

  /**
   * How a turn ended.
   *
   * @param payload a {@code turn.completed}, {@code turn.cancelled} or {@code turn.failed}
   * @param answer its last message; empty where it has said nothing
   */
  record End(EventPayload payload, String answer) {
    public End {
      Objects.requireNonNull(payload, "payload");
      Objects.requireNonNull(answer, "answer");
    }
  }

  /** What was asked for can't be done. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code a stable snake_case word
     * @param message why, for people
     */
    public RefusedException(String code, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.code = Objects.requireNonNull(code, "code");
    }

    /** A stable snake_case word, such as {@code queue_full}. */
    public String code() {
      return code;
    }
  }
}
