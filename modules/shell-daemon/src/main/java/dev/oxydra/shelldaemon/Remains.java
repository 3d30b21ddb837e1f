package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where a command's shell writes, as it exits, which environment it has and where it is, so that
 * the next one can go on from there. A shell that is killed, or becomes another program by {@code
 * exec}, leaves nothing.
 */
record Remains(Path file) implements AutoCloseable {
  /**
   * What {@code /bin/sh -c} is given, with the command and the file as its arguments. The command
   * is evaluated, so that one that is no shell language leaves its remains as well.
   */
  static final String SCRIPT =
      """
      oxydra_command=$1 oxydra_remains=$2
      trap '{ /usr/bin/env -0; pwd -P; } >"$oxydra_remains" 2>/dev/null' EXIT
      set --
      eval "$oxydra_command"
      """;

  /** The longest that is kept, in bytes: the kernel takes no more for a process. */
  private static final int MAX_LENGTH = 128 << 10;

  /** What is each command's own. */
  private static final Set<String> OWN = Set.of(ProcessTree.MARK, "PWD", "SHLVL", "_", "TERM");

  /** A name for a file that isn't there yet. */
  static Remains in(Path folder) {
    return new Remains(folder.resolve("left-" + UUID.randomUUID()));
  }

  /**
   * What was left.
   *
   * @param environment empty where it can't be known
   * @param directory an absolute path
   */
  record State(Map<String, String> environment, String directory) {}

  /** What the command has left; null for nothing. */
  @Nullable State read() {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_LENGTH) {
        return null;
      }
      // Variables are bytes; as the daemon takes them from its own environment, so it gives them.
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      LoggerFactory.getLogger(Remains.class).debug("What a command left can't be read", e);
      return null;
    }
  }

  private static @Nullable State parse(String text) {
    int end = text.lastIndexOf('\0') + 1;
    String directory = text.endsWith("\n") ? text.substring(end, text.length() - 1) : "";
    if (!directory.startsWith("/")) {
      return null;
    }
    Map<String, String> environment = new HashMap<>();
    for (String variable : text.substring(0, end).split("\0", -1)) {
      int equals = variable.indexOf('=');
      if (equals > 0 && !OWN.contains(variable.substring(0, equals))) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return new State(environment, directory);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LoggerFactory.getLogger(Remains.class).debug("What a command left can't be deleted", e);
    }
  }
}
