package dev.oxydra.runner;

import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.util.List;

/** A guest that the daemon answers for. Closing it stops it. */
sealed interface DaemonGuest extends AutoCloseable permits SupervisedGuest, LeftGuest {
  UserId user();

  GuestStatus status();

  /** Its status without what its programs take of the host. */
  GuestStatus described();

  /** Whether it was stopped or given up; only another one can take its place. */
  boolean isOver();

  /** Its programs that run. */
  List<Trace> traces();

  /** Makes place in its logs. */
  default void boundLogs() throws IOException {}

  @Override
  void close();
}
