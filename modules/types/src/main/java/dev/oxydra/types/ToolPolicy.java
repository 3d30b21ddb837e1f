package dev.oxydra.types;

import java.util.Objects;
import java.util.Set;

/**
 * Decides whether a tool may run, before anybody is asked. Safe for use by several turns at once.
 */
@FunctionalInterface
public interface ToolPolicy {
  /** Everything runs. */
  ToolPolicy ALLOW_ALL = (tool, call, sources) -> new Verdict.Allow();

  /** The source of what the user's own files and commands say. */
  String WORKSPACE = "workspace";

  /**
   * The source of what memory holds of the user's own. What it holds of strangers has their source.
   */
  String MEMORY = "memory";

  /** Whether a source is somebody else than the user and the user's own. */
  static boolean isStrangers(String source) {
    return !source.equals(WORKSPACE) && !source.equals(MEMORY);
  }

  /**
   * What becomes of a call.
   *
   * @param tool what is called; its tier counts
   * @param call the call as it would run
   * @param sources what the turn has read: {@link #WORKSPACE}, and {@link ToolOutput#source} of
   *     what others wrote
   */
  Verdict decide(ToolSpec tool, ToolCall call, Set<String> sources);

  /**
   * This policy in a session whose user has set another mode than the configured one. Itself where
   * there are no modes.
   */
  default ToolPolicy under(AgentConfig.ApprovalMode mode) {
    return this;
  }

  /** What becomes of a call. */
  sealed interface Verdict {
    /** It runs. */
    record Allow() implements Verdict {}

    /**
     * It runs if the user allows it, now or earlier.
     *
     * @param reason why it is asked, a sentence for people
     * @param again whether what was allowed before this turn doesn't count
     */
    record Ask(String reason, boolean again) implements Verdict {
      public Ask(String reason) {
        this(reason, false);
      }

      public Ask {
        Objects.requireNonNull(reason, "reason");
      }
    }

    /**
     * It doesn't run, whatever the user said.
     *
     * @param reason why, a sentence for the model and for people
     */
    record Deny(String reason) implements Verdict {
      public Deny {
        Objects.requireNonNull(reason, "reason");
      }
    }
  }
}
