package dev.oxydra.runner.isolation;

import java.util.Objects;
import java.util.Optional;

/**
 * What a later daemon finds a program by that an earlier one started.
 *
 * @param tier the tier that it runs in, see {@link IsolationTier#name}
 * @param pid the process id of {@link Launched#pid}, which may be used again once it has ended
 * @param start what tells it from other processes of that id, see {@link ProcessStart}
 * @param name the tier's own name of it, such as a container's id; empty where it has none
 */
public record Trace(String tier, long pid, String start, String name) {
  public Trace {
    Objects.requireNonNull(tier, "tier");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(name, "name");
  }

  /** The process, if it still runs and no other has taken its id. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid)
        .filter(process -> !ProcessEnd.isOver(process) && ProcessStart.of(pid).equals(start));
  }
}
