package dev.oxydra.runner;

import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance.Report;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a guest says of its journal, in words that can be trusted to be shown. */
final class JournalReport {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");
  private static final int MOST = 20;
  private static final int LONGEST = 500;

  private JournalReport() {}

  /**
   * @throws IOException when it is no report
   */
  static Report read(byte[] json) throws IOException {
    Report said = Json.mapper().readValue(json, Report.class);
    if (said == null) {
      throw new IOException("There is no report");
    }
    List<String> problems =
        said.problems().stream().limit(MOST).map(text -> Printable.of(text, LONGEST)).toList();
    String file = said.file();
    return new Report(
        problems,
        said.schemaVersion(),
        said.events(),
        said.sessions(),
        said.lastSeq(),
        said.bytes(),
        file != null && NAME.matcher(file).matches() ? file : null);
  }

  /** Such as {@code 3 sessions, 120 events, 0.5 MiB}. */
  static String line(Report report) {
    return "%s, %s, %s"
        .formatted(
            counted(report.sessions(), "session"),
            counted(report.events(), "event"),
            size(report.bytes()));
  }

  /** Such as {@code 0.5 MiB}. */
  static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
