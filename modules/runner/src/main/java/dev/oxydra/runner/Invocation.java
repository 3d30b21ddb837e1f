package dev.oxydra.runner;

import dev.oxydra.types.UserId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * One call of a subcommand.
 *
 * @param host the machine
 * @param parsed the subcommand's part of the command line
 */
record Invocation(Host host, ParseResult parsed) {
  PrintWriter out() {
    return host.out();
  }

  PrintWriter err() {
    return host.err();
  }

  CommandLine commandLine() {
    return parsed.commandSpec().commandLine();
  }

  /** An option, on whichever side of the subcommand's name it was. */
  private @Nullable Object matched(String name) {
    for (CommandLine level = commandLine(); level != null; level = level.getParent()) {
      ParseResult result = level.getParseResult();
      if (result != null && result.hasMatchedOption(name)) {
        return result.matchedOption(name).getValue();
      }
    }
    return null;
  }

  boolean has(String flag) {
    return Boolean.TRUE.equals(matched(flag));
  }

  <T> T option(String name, T otherwise) {
    Object value = matched(name);
    if (value == null) {
      return otherwise;
    }
    @SuppressWarnings("unchecked") // the grammar gives an option the type of its default
    T typed = (T) value;
    return typed;
  }

  /** The user whose guest it is about: {@code --user}, else the operating system's. */
  UserId user() {
    UserId named = namedUser();
    return named == null ? defaultUser(host.userName()) : named;
  }

  /** {@code --user}, if it was given. */
  @Nullable UserId namedUser() {
    String name = option("--user", "");
    try {
      return name.isEmpty() ? null : new UserId(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          commandLine(), "--user " + name + ": " + e.getMessage(), e, null, name);
    }
  }

  /** The operating system's name of a user, made one of ours. */
  static UserId defaultUser(String name) {
    String valid =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]", "-")
            .replaceFirst("^[^a-z0-9]+", "");
    return new UserId(valid.isEmpty() ? "me" : valid.substring(0, Math.min(64, valid.length())));
  }

  /** {@code <--dir>}, absolute. */
  Path folder() {
    String folder = option("--dir", ".");
    return host.folder().resolve(folder).normalize();
  }

  /** What the command line names, as it is written there. */
  String given() {
    return parsed.matchedPositionalValue(0, "");
  }

  /** The file that the command line names, absolute. */
  Path path() {
    return host.folder().resolve(given()).normalize();
  }

  /** The daemon's files of {@code <--dir>/.oxydra}. */
  DaemonFiles files() {
    return new DaemonFiles(folder().resolve(".oxydra"));
  }

  Distribution distribution() {
    return new Distribution(host.distribution());
  }
}
