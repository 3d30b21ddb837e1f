package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.RunnerException.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The daemon as the command line sees it: a process that is started when it is needed. */
final class DaemonProcess {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
  private static final int LAST_LINES = 10;

  /**
   * What a daemon inherits. Keys and settings travel in requests, so that they are in no process's
   * environment.
   */
  private static final List<String> INHERITED =
      List.of(
          "PATH",
          "HOME",
          "XDG_CACHE_HOME",
          "XDG_RUNTIME_DIR",
          "DOCKER_HOST",
          "USER",
          "LANG",
          "LC_ALL",
          "TZ",
          "JAVA_HOME",
          "OXYDRA_JAVA_HOME");

  private DaemonProcess() {}

  /** Sends a request to the daemon, which is started first if none runs. */
  static ControlReply askStarting(Invocation invocation, ControlRequest request) {
    DaemonFiles files = invocation.files();
    long begun = System.nanoTime();
    Process started = null;
    while (System.nanoTime() - begun < START_TIMEOUT.toNanos()) {
      Optional<ControlReply> reply = ControlClient.ask(files.socket(), request);
      if (reply.isPresent() && reply.get().outcome() != Outcome.ENDING) {
        return reply.get();
      }
      if (reply.isEmpty() && started == null) {
        started = start(invocation);
      } else if (started != null && !started.isAlive()) {
        failIfNoneRuns(files, started);
        started = null; // It gave way to another daemon, or the one that was ending had the lock.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    throw failed(files, "did not answer within " + START_TIMEOUT.toSeconds() + " s");
  }

  private static Process start(Invocation invocation) {
    DaemonFiles files = invocation.files();
    List<String> command =
        new ArrayList<>(List.of("setsid", invocation.distribution().launcher("runner").toString()));
    // One word, as the launcher takes the first that is no option for the command.
    command.addAll(List.of("--dir=" + invocation.folder(), "daemon"));
    try {
      files.makeRun();
      BoundedLog.bound(files.log());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()));
      Map<String, String> inherited = new HashMap<>(invocation.host().environment());
      inherited.keySet().retainAll(INHERITED);
      builder.environment().clear();
      builder.environment().putAll(inherited);
      return builder.start();
    } catch (IOException e) {
      throw new RunnerException(Kind.FILES, "The daemon can't be started: " + e.getMessage(), e);
    }
  }

  private static void failIfNoneRuns(DaemonFiles files, Process ended) {
    if (ended.exitValue() != DaemonCommand.GAVE_WAY) {
      throw failed(files, "ended with exit code " + ended.exitValue());
    }
  }

  private static RunnerException failed(DaemonFiles files, String what) {
    return new RunnerException(
        Kind.DAEMON_SILENT,
        "The daemon %s. Its log, %s, ends with:%n%s"
            .formatted(what, files.log(), String.join("\n", LogTail.of(files.log(), LAST_LINES))));
  }

  /** Waits for the end of a daemon that said it ends, so that the next command finds none. */
  static void awaitEnd(DaemonFiles files, ControlReply reply) {
    long begun = System.nanoTime();
    while (reply.ending()
        && Files.exists(files.pid())
        && System.nanoTime() - begun < END_TIMEOUT.toNanos()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
