package dev.oxydra.endtoend;

import java.io.IOException;
import java.util.List;

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

  @Override
  default void close() throws IOException {}
}
