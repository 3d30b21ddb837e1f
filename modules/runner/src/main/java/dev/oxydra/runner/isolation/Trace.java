package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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
  public Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid)
        .filter(process -> !ProcessEnd.isOver(process) && ProcessStart.of(pid).equals(start));
  }

  /**
   * Ends the processes and removes their control groups, without the tier that started them.
   *
   * @param grace how long the program may take to end by itself when it is asked; none when zero
   */
  public void stop(Duration grace) {
    running()
        .ifPresent(process -> {
          List<Path> groups = groups();
          boolean ended =
              grace.isPositive() && process.destroy() && ProcessEnd.within(process, grace);
          if (!ended) {
            ProcessEnd.kill(process);
          }
          groups.forEach(ControlHierarchy::remove);
        });
  }

  /** The control groups that were made for it; none when it has ended. */
  List<Path> groups() {
    try {
      return Stream.of(
              ControlHierarchy.VERSION_2.programs(pid), ControlHierarchy.PIDS.programs(pid))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      return List.of(); // It has just ended, or this is not Linux.
    }
  }
}
