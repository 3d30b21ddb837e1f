package dev.oxydra.runner;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a log.
 *
 * @param source where it is from
 * @param time when it was written; that of the line before where it says none
 * @param isTimed whether it says so itself, and a record of its own begins with it
 * @param level such as {@code WARNING}; empty where it says none
 * @param message the text without time and level
 * @param text the line as it is
 */
record LogLine(
    LogPrinter.Source source,
    Instant time,
    boolean isTimed,
    String level,
    String message,
    String text) {
  /** What the launchers let the programs' loggers write; once it was without the offset. */
  private static final Pattern RECORD =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3})([+-]\\d{4})? (\\S+) (.*)",
          Pattern.DOTALL);

  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX");

  /**
   * Reads one.
   *
   * @param before what is known of the time where the line says none
   */
  static LogLine of(LogPrinter.Source source, String text, Instant before) {
    Matcher record = RECORD.matcher(text);
    Instant time = record.matches() ? time(record.group(1), record.group(2)) : null;
    return time == null
        ? new LogLine(source, before, false, "", text, text)
        : new LogLine(source, time, true, record.group(3), record.group(4), text);
  }

  private static @Nullable Instant time(String local, @Nullable String offset) {
    try {
      return offset == null
          ? LocalDateTime.parse(local).atZone(ZoneId.systemDefault()).toInstant()
          : OffsetDateTime.parse(local + offset, WITH_OFFSET).toInstant();
    } catch (DateTimeParseException e) {
      return null; // Such as a 31st of February.
    }
  }

  LogLine at(Instant other) {
    return new LogLine(source, other, isTimed, level, message, text);
  }

  /** The last of these, in the order of their times; lines of one file keep theirs. */
  static List<LogLine> last(List<LogLine> all, int count) {
    List<LogLine> sorted = all.stream().sorted(Comparator.comparing(LogLine::time)).toList();
    return sorted.subList(Math.max(0, sorted.size() - count), sorted.size());
  }
}
