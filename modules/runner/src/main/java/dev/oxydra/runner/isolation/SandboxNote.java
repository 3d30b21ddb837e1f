package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a sandbox to stop it and to tell how it ended, in the name of its trace.
 *
 * @param init whether its first process only buries orphans, and the program is a child of it
 * @param status the file that bubblewrap writes to; null without a sandbox
 */
record SandboxNote(boolean init, @Nullable Path status) {
  static final SandboxNote NO_SANDBOX = new SandboxNote(false, null);

  private static final String INIT = "init ";
  private static final String PLAIN = "plain ";

  /** Bubblewrap writes it a moment after the sandbox's end, unless it was killed itself. */
  private static final Duration TOLD = Duration.ofMillis(500);

  private static final Pattern CHILD = Pattern.compile("\"child-pid\"\\s*:\\s*(\\d+)");
  private static final Pattern EXIT_CODE = Pattern.compile("\"exit-code\"\\s*:\\s*(\\d+)");

  static SandboxNote parse(String name) {
    return new SandboxNote(
        name.startsWith(INIT), Path.of(name.substring(name.indexOf(' ') + 1)));
  }

  /** The name of its trace. */
  String text() {
    return status == null ? "" : (init ? INIT : PLAIN) + status;
  }

  boolean sandboxed() {
    return status != null;
  }

  /** The first process in the sandbox, once there is one. */
  OptionalLong child() throws IOException {
    return status == null ? OptionalLong.empty() : find(status, CHILD);
  }

  /** With what a sandbox ended, or {@link End#UNKNOWN}. */
  int exitCode() {
    if (status == null) {
      return End.UNKNOWN;
    }
    long deadline = System.nanoTime() + TOLD.toNanos();
    try {
      OptionalLong code = find(status, EXIT_CODE);
      while (code.isEmpty() && System.nanoTime() < deadline) {
        ProcessEnd.pause();
        code = find(status, EXIT_CODE);
      }
      return (int) code.orElse(End.UNKNOWN);
    } catch (IOException e) {
      return End.UNKNOWN;
    }
  }

  private static OptionalLong find(Path status, Pattern pattern) throws IOException {
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    Matcher found = pattern.matcher(Files.readString(status));
    return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
  }
}
