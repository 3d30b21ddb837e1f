package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.ProcessEnd;
import dev.oxydra.runner.isolation.ProcessStart;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a guest, written to a file that the guest can't reach, so that a daemon finds
 * what its killed predecessor left running.
 *
 * @param guest the agent JVM
 * @param shell the shell daemon, if there is one
 */
record GuestProcesses(@Nullable Id guest, @Nullable Id shell) {
  private static final Duration KILLED = Duration.ofSeconds(10);

  /**
   * A process.
   *
   * @param pid its process id, which may be used again once it has ended
   * @param start what tells it from others of that id, see {@link ProcessStart}
   */
  record Id(long pid, String start) {
    Id {
      Objects.requireNonNull(start, "start");
    }

    static Id of(long pid) {
      return new Id(pid, ProcessStart.of(pid));
    }

    private static @Nullable Id of(@Nullable Launched launched) {
      return launched == null ? null : of(launched.pid());
    }

    /** The process, if it still runs and no other has taken its id. */
    Optional<ProcessHandle> running() {
      return ProcessHandle.of(pid)
          .filter(process -> !ProcessEnd.isOver(process) && ProcessStart.of(pid).equals(start));
    }
  }

  static GuestProcesses of(@Nullable Launched guest, @Nullable Launched shell) {
    return new GuestProcesses(Id.of(guest), Id.of(shell));
  }

  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, Json.write(this));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What a daemon left; nothing where there is no file, or a torn one. */
  static GuestProcesses read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new GuestProcesses(null, null);
    }
    try {
      return Json.mapper().readValue(Files.readString(file), GuestProcesses.class);
    } catch (JsonProcessingException e) {
      return new GuestProcesses(null, null); // Torn: the machine went down, and they with it.
    }
  }

  /** Guests that run without the daemon that started them, by user. */
  static Map<String, GuestProcesses> left(DaemonFiles files) {
    Map<String, GuestProcesses> left = new TreeMap<>();
    if (!Files.isDirectory(files.run())) {
      return left;
    }
    try (DirectoryStream<Path> notes =
        Files.newDirectoryStream(files.run(), "*" + DaemonFiles.PROCESSES)) {
      for (Path note : notes) {
        GuestProcesses processes = read(note);
        if (processes.isRunning()) {
          String name = note.getFileName().toString();
          left.put(name.substring(0, name.length() - DaemonFiles.PROCESSES.length()), processes);
        }
      }
      return left;
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES, "Can't read " + files.run() + ": " + e.getMessage(), e);
    }
  }

  /** Ends those that still run: the guest is asked first, and given {@code grace}. */
  void stop(Duration grace) {
    running(guest)
        .ifPresent(process -> {
          process.destroy();
          if (!ProcessEnd.within(process, grace)) {
            kill(process);
          }
        });
    running(shell).ifPresent(GuestProcesses::kill);
  }

  /** Whether the agent JVM still runs. */
  boolean isRunning() {
    return running(guest).isPresent();
  }

  private static Optional<ProcessHandle> running(@Nullable Id id) {
    return Optional.ofNullable(id).flatMap(Id::running);
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    ProcessEnd.within(process, KILLED);
  }
}
