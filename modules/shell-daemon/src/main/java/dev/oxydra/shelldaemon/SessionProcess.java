package dev.oxydra.shelldaemon;

import org.jspecify.annotations.Nullable;

/**
 * A process that a session can name.
 *
 * @param backlog what it wrote; null for one whose output goes to a client
 */
record SessionProcess(RunningCommand command, @Nullable Backlog backlog) {
  boolean isRunning() {
    return backlog == null || !backlog.hasEnded();
  }
}
