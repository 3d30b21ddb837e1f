package dev.oxydra.runner;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code runner logs}. */
final class LogsCommand implements Command {
  private static final int LINES = 50;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Whose log; the names are what is typed. */
  enum Role {
    guest,
    shell,
    daemon
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    Role role = invocation.option("--role", Role.guest);
    Path log =
        role == Role.daemon
            ? invocation.files().log()
            : Configuration.workspace(invocation).log(role.name());
    if (!Files.exists(log) && !invocation.has("--follow")) {
      invocation.err().println("Nothing was logged yet: there is no " + log);
      return ExitCodes.OK;
    }
    long end = Files.exists(log) ? size(log) : 0;
    LogTail.of(log, invocation.option("--tail", LINES)).forEach(invocation.out()::println);
    while (invocation.has("--follow") && !invocation.out().checkError()) {
      Thread.sleep(PAUSE);
      end = printFrom(invocation, log, end);
    }
    return ExitCodes.OK;
  }

  /** Prints what was added, from the beginning when the file was begun anew; returns its end. */
  private static long printFrom(Invocation invocation, Path log, long from) {
    if (!Files.exists(log)) {
      return 0;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long begin = file.length() < from ? 0 : from;
      byte[] added = new byte[Math.toIntExact(Math.min(file.length() - begin, 1 << 20))];
      file.seek(begin);
      file.readFully(added);
      invocation.out().print(new String(added, StandardCharsets.UTF_8));
      invocation.out().flush();
      return begin + added.length;
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + log, e);
    }
  }

  private static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + log, e);
    }
  }
}
