package dev.oxydra.types;

import java.util.Objects;

/**
 * How often a tool was called in a turn, by what became of it.
 *
 * @param tool its name
 * @param tier what it can do to the world
 * @param ok calls that did what was asked
 * @param failed calls that were refused or failed
 * @param unfinished calls that were cut off: they may or may not have happened
 */
public record CallTally(String tool, SafetyTier tier, int ok, int failed, int unfinished) {
  public CallTally {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(tier, "tier");
  }

  /** With one more. */
  public CallTally plus(ToolResult.Outcome outcome) {
    return switch (outcome) {
      case OK -> new CallTally(tool, tier, ok + 1, failed, unfinished);
      case ERROR -> new CallTally(tool, tier, ok, failed + 1, unfinished);
      case CANCELLED, UNKNOWN -> new CallTally(tool, tier, ok, failed, unfinished + 1);
    };
  }
}
