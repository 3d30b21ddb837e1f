package dev.oxydra.runner;

import dev.oxydra.runner.LogPrinter.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** {@code runner logs}. The names of the enums are what is typed. */
final class LogsCommand implements Command {
  private static final int LINES = 50;

  /** Whose log. */
  enum Role {
    guest,
    shell,
    daemon
  }

  /** Which of its streams. */
  enum Stream {
    stdout,
    stderr,
    all
  }

  /** How it is printed. */
  enum Format {
    text,
    json
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    Instant since = since(invocation);
    int lines = lines(invocation, since == null ? LINES : Integer.MAX_VALUE);
    List<Source> sources = sources(invocation);
    boolean follow = invocation.has("--follow");
    if (!follow && sources.stream().noneMatch(source -> Files.exists(source.file()))) {
      invocation.err().println("Nothing was logged yet: there is no " + sources.getFirst().file());
      return ExitCodes.OK;
    }
    LogPrinter printer =
        new LogPrinter(invocation.option("--format", Format.text) == Format.json, invocation.out());
    try {
      List<LogFile> files = sources.stream().map(LogFile::new).toList();
      List<LogLine> all = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        all.addAll(lines(sources.get(i), files.get(i), since));
        if (!follow) {
          all.addAll(files.get(i).unfinished());
        }
      }
      LogLine.last(all, lines).forEach(printer::print);
      printer.flush();
      if (follow) {
        new LogFollower(files, printer).follow(new CountDownLatch(1));
      }
      return ExitCodes.OK;
    } catch (IOException | UncheckedIOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "Can't read the log " + sources.getFirst().file() + ": " + e.getMessage(),
          e);
    }
  }

  private static List<LogLine> lines(Source source, LogFile file, @Nullable Instant since)
      throws IOException {
    if (since == null) {
      return file.end();
    }
    List<LogLine> lines = new ArrayList<>(new LogFile(source.aside()).all());
    lines.addAll(file.all());
    return lines.stream().filter(line -> !line.time().isBefore(since)).toList();
  }

  private static List<Source> sources(Invocation invocation) {
    Role role = invocation.option("--role", Role.guest);
    Stream wanted = invocation.option("--stream", Stream.all);
    if (role == Role.daemon) {
      // Both of its streams go to one file.
      return List.of(new Source(null, role.name(), LogStream.STDERR, invocation.files().log()));
    }
    Workspace workspace = Configuration.workspace(invocation);
    String user = invocation.user().value();
    return Arrays.stream(LogStream.values())
        .filter(stream -> wanted == Stream.all || stream.key().equals(wanted.name()))
        .map(stream -> new Source(user, role.name(), stream, workspace.log(role.name(), stream)))
        .toList();
  }

  private static @Nullable Instant since(Invocation invocation) {
    String since = invocation.option("--since", "");
    if (since.isEmpty()) {
      return null;
    }
    Duration ago = Whiles.parse(since);
    if (ago != null) {
      return Instant.now().minus(ago);
    }
    try {
      return OffsetDateTime.parse(since).toInstant();
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          invocation.commandLine(),
          "--since "
              + since
              + ": this is neither a while such as 10m nor a time such as 2026-01-31T08:00:00Z",
          e);
    }
  }

  private static int lines(Invocation invocation, int otherwise) {
    int lines = invocation.option("--tail", otherwise);
    if (lines < 0) {
      throw new ParameterException(
          invocation.commandLine(), "--tail " + lines + ": this must be 0 or more");
    }
    return lines;
  }
}
