package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a guest and what a daemon must know to go on with them, written to a file that
 * the guest can't reach.
 *
 * @param guest the agent JVM; null between two of them
 * @param shell the shell daemon, if there is one
 * @param workspace the user's folders
 * @param endpoint the WebSocket's URL that clients over TCP were told; empty where nobody was
 * @param insecure whether it may do without isolation
 * @param maintenance whether it only looks after its journal
 * @param variables the names of the environment variables that its keys came from
 * @param startedAt when the agent JVM was started, by the clock of the day: to be shown, not to be
 *     compared
 * @param restarts how often it was started again after it died
 */
record GuestProcesses(
    @Nullable Trace guest,
    @Nullable Trace shell,
    String workspace,
    String endpoint,
    boolean insecure,
    boolean maintenance,
    Set<String> variables,
    Instant startedAt,
    int restarts) {

  GuestProcesses {
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(endpoint, "endpoint");
    variables = Set.copyOf(variables);
    Objects.requireNonNull(startedAt, "started_at");
  }

  /** One that looks after its journal, and is worth nothing to another daemon. */
  static GuestProcesses ofMaintenance(Launched launched, Workspace workspace) {
    return new GuestProcesses(
        launched.trace(),
        null,
        workspace.root().toString(),
        "",
        false,
        true,
        Set.of(),
        launched.startedAt(),
        0);
  }

  /**
   * @throws IOException when the file can't be written, such as on a full disk
   */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, Json.write(this));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What a daemon left; empty where there is no file, or a torn one. */
  static Optional<GuestProcesses> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().readValue(Files.readString(file), GuestProcesses.class));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // Torn: the machine went down, and they with it.
    }
  }

  /** Guests of which something runs without the daemon that started it, by user. */
  static Map<String, GuestProcesses> left(DaemonFiles files) {
    Map<String, GuestProcesses> left = new TreeMap<>();
    if (!Files.isDirectory(files.run())) {
      return left;
    }
    try (DirectoryStream<Path> notes =
        Files.newDirectoryStream(files.run(), "*" + DaemonFiles.PROCESSES)) {
      for (Path note : notes) {
        String name = note.getFileName().toString();
        String user = name.substring(0, name.length() - DaemonFiles.PROCESSES.length());
        read(note)
            .filter(processes -> processes.isRunning() || runs(processes.shell()))
            .ifPresent(processes -> left.put(user, processes));
      }
      return left;
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES, "Can't read " + files.run() + ": " + e.getMessage(), e);
    }
  }

  /** Ends those that still run: the guest is asked first, and given {@code grace}. */
  void stop(Duration grace) {
    if (guest != null) {
      guest.stop(grace);
    }
    if (shell != null) {
      shell.stop(Duration.ZERO);
    }
  }

  /** Those that were noted, whether they run or not. */
  List<Trace> traces() {
    return Stream.of(guest, shell).filter(Objects::nonNull).toList();
  }

  /** Whether the agent JVM still runs. */
  boolean isRunning() {
    return runs(guest);
  }

  private static boolean runs(@Nullable Trace trace) {
    return process(trace).isPresent();
  }

  /** The process, if it still runs and no other has taken its id. */
  static Optional<ProcessHandle> process(@Nullable Trace trace) {
    return Optional.ofNullable(trace).flatMap(Trace::running);
  }
}
