package dev.oxydra.runner;

import dev.oxydra.types.PlainJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints lines of logs, as they are or as JSON: an object for each record, a line each. */
final class LogPrinter {
  private final boolean json;
  private final PrintWriter out;
  private final StringBuilder message = new StringBuilder();
  private @Nullable LogLine record;

  /**
   * A file that a program writes to.
   *
   * @param user whose program; null for the daemon
   * @param role such as {@code guest}
   */
  record Source(@Nullable String user, String role, LogStream stream, Path file) {
    Source {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(stream, "stream");
      Objects.requireNonNull(file, "file");
    }

    /** What was put aside of it, see {@link BoundedLog}. */
    Source aside() {
      return new Source(user, role, stream, BoundedLog.aside(file));
    }
  }

  LogPrinter(boolean json, PrintWriter out) {
    this.json = json;
    this.out = out;
  }

  /** Whether nobody reads any more. */
  boolean isBroken() {
    return out.checkError();
  }

  void print(LogLine line) {
    if (!json) {
      out.println(Printable.line(line.text()));
      return;
    }
    LogLine before = record;
    if (before == null || line.isTimed() || !before.source().equals(line.source())) {
      flush();
      record = line;
    } else {
      message.append('\n');
    }
    message.append(line.message());
  }

  /** No more lines belong to the last record. */
  void flush() {
    LogLine last = record;
    if (last != null) {
      out.println(json(last));
    }
    record = null;
    message.setLength(0);
    out.flush();
  }

  private String json(LogLine first) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("ts", first.isTimed() ? first.time().toString() : null);
    object.put("user", first.source().user());
    object.put("role", first.source().role());
    object.put("stream", first.source().stream().key());
    object.put("level", first.isTimed() ? first.level() : null);
    object.put("message", message.toString());
    try {
      return PlainJson.write(object);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write a record as JSON", e);
    }
  }
}
