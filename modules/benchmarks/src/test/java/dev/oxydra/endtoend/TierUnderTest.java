package dev.oxydra.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One isolation tier, set up for a test. */
interface TierUnderTest extends AutoCloseable {
  /** As configuration and status call it. */
  String name();

  /** What runner.conf says for it. */
  String configuration();

  /** What of this user's programs is on the host, by whatever the tier finds them by. */
  List<String> left(RunnerUnderTest runner) throws IOException;

  /** Processes of the host in whose memory everything is that a guest and its sidecar know. */
  List<ProcessHandle> processes(RunnerUnderTest runner) throws IOException;

  /** The number of a group that a user of the host has to be in; empty for none. */
  default Optional<String> group() throws IOException {
    return Optional.empty();
  }

  /** Sockets of the host by which the tier works, and which nobody in it may reach. */
  default List<Path> sockets() {
    return List.of();
  }

  /** Whether the programs are under a filter of system calls, and not only what runs them. */
  default boolean filtersPrograms() {
    return true;
  }

  /** Whether it takes minutes for what the others do in one. */
  default boolean isSlow() {
    return false;
  }

  @Override
  default void close() throws IOException {}
}
