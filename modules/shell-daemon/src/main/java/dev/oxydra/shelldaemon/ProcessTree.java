package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The processes that a command started: those of its session, and those that left the session but
 * still carry the command's mark in their environment. They are looked up in {@code /proc} and
 * signalled one by one, so that no process has to be started to kill others, which a full process
 * table would refuse.
 */
final class ProcessTree {
  /** The environment variable with a command's mark. */
  static final String MARK = "OXYDRA_COMMAND_ID";

  /** How long processes have to end after a TERM. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How long KILL is repeated, for processes that are being started meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Path PROC = Path.of("/proc");

  private final long leader;
  private final String session;
  private final String mark;

  /**
   * @param leader the id of the first process, which is that of the session
   */
  ProcessTree(long leader, String mark) {
    this.leader = leader;
    this.session = Long.toString(leader);
    this.mark = MARK + "=" + mark;
  }

  /** TERM, and KILL for who is still there after a moment. */
  synchronized void kill() {
    // Once only: who handles it must not be disturbed by a second.
    members().forEach(ProcessHandle::destroy);
    if (!gone(GRACE, member -> {}) && !gone(PATIENCE, ProcessHandle::destroyForcibly)) {
      LoggerFactory.getLogger(ProcessTree.class)
          .warn("Processes of session {} can't be killed: {}", session, members());
    }
  }

  private boolean gone(Duration patience, Consumer<ProcessHandle> action) {
    long end = System.nanoTime() + patience.toNanos();
    for (List<ProcessHandle> left = members(); !left.isEmpty(); left = members()) {
      if (System.nanoTime() > end) {
        return false;
      }
      left.forEach(action);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private List<ProcessHandle> members() {
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(process -> Character.isDigit(process.getFileName().toString().charAt(0)))
          .filter(this::isMember)
          .flatMap(process ->
              ProcessHandle.of(Long.parseLong(process.getFileName().toString())).stream())
          .toList();
    } catch (IOException e) {
      LoggerFactory.getLogger(ProcessTree.class).warn("Can't look into {}", PROC, e);
      return ProcessHandle.of(leader).stream()
          .flatMap(first -> Stream.concat(first.descendants(), Stream.of(first)))
          .filter(ProcessHandle::isAlive)
          .toList();
    }
  }

  private boolean isMember(Path process) {
    try {
      // "pid (name) state parent group session …", and a name may have any character: proc(5).
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return false;
      }
      return fields[3].equals(session) || isMarked(process);
    } catch (IOException e) {
      // It ended meanwhile.
      return false;
    }
  }

  private boolean isMarked(Path process) {
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + environment).contains("\0" + mark + "\0");
    } catch (IOException e) {
      // Another user's, or it ended.
      return false;
    }
  }
}
