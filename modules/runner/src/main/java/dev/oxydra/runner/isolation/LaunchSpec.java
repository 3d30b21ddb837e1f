package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be started.
 *
 * @param name which program it is
 * @param command the program, an absolute path of the host, and its arguments
 * @param programs folders that it needs to run, seen read-only at their own paths
 * @param mounts the other folders that it may see
 * @param sockets the sockets in them over which it talks with its outside
 * @param limits what it may take of the host
 * @param environment its whole environment
 * @param input what it reads from its standard input, which then ends
 * @param log the file that its standard output and error are appended to; a file, since it outlives
 *     whoever started it
 * @param output the file that its standard output is appended to instead; null for the log
 * @param status a file for the tier's own notes, which the program can't reach
 * @param init whether it needs a process above it that buries orphans, as a program does that runs
 *     others
 */
@SuppressWarnings("ArrayRecordComponent") // is handed on and never compared
public record LaunchSpec(
    ProgramName name,
    List<String> command,
    List<Path> programs,
    List<Mount> mounts,
    List<SocketLink> sockets,
    ResourceLimits limits,
    Map<String, String> environment,
    byte[] input,
    Path log,
    @Nullable Path output,
    Path status,
    boolean init) {
  public LaunchSpec {
    Objects.requireNonNull(name, "name");
    command = List.copyOf(command);
    programs = List.copyOf(programs);
    mounts = List.copyOf(mounts);
    sockets = List.copyOf(sockets);
    Objects.requireNonNull(limits, "limits");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(status, "status");
  }

  /** Folders that are the user's or the runner's own, and no other program's to see. */
  List<Path> own() {
    return Stream.concat(
            mounts.stream().map(Mount::host), Stream.of(status.toAbsolutePath().resolveSibling("")))
        .toList();
  }
}
