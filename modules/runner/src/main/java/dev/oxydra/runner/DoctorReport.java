package dev.oxydra.runner;

import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.types.PlainJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the doctor found: a line each as it is found, or all as JSON at the end. */
final class DoctorReport {
  private final PrintWriter out;
  private final boolean json;
  private final List<Finding> findings = new ArrayList<>();

  DoctorReport(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  void add(List<Finding> found) {
    findings.addAll(found);
    if (!json) {
      found.forEach(finding ->
          out.println(
              "%-8s %-14s %s".formatted(verdict(finding), finding.what(), finding.detail())));
    }
  }

  /** Ends it, and gives the command's exit code. */
  int end() {
    if (json) {
      try {
        out.println(
            PlainJson.write(Map.of("findings", findings.stream().map(this::plain).toList())));
      } catch (IOException e) {
        throw new UncheckedIOException("Can't write to memory", e);
      }
    }
    return findings.stream().anyMatch(Finding::isBroken) ? ExitCodes.FAILED : ExitCodes.OK;
  }

  private Map<String, @Nullable Object> plain(Finding finding) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    plain.put("verdict", verdict(finding));
    plain.put("what", finding.what());
    plain.put("detail", finding.detail());
    return plain;
  }

  private static String verdict(Finding finding) {
    return finding.verdict().name().toLowerCase(Locale.ROOT);
  }
}
