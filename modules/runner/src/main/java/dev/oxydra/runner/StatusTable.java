package dev.oxydra.runner;

import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Guests for people: a line each, then what doesn't work as it should. */
final class StatusTable {
  private static final List<String> HEAD =
      List.of("USER", "STATE", "TIER", "PID", "UPTIME", "MODEL", "ENDPOINT");

  private StatusTable() {}

  static void print(PrintWriter out, List<GuestStatus> guests) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    guests.forEach(guest -> rows.add(row(guest)));
    TextTable.print(out, rows);
    for (GuestStatus guest : guests) {
      for (StartupStatus.Reason reason : guest.degradedReasons()) {
        out.println(guest.user() + ": " + reason.code() + ": " + reason.detail());
      }
      for (ProviderHealth health : guest.providers()) {
        if (health.state() != ProviderHealth.State.CLOSED) {
          out.println(guest.user() + ": " + circuit(health));
        }
      }
      guest.lastLog().forEach(line -> out.println(guest.user() + " | " + line));
    }
  }

  private static List<String> row(GuestStatus guest) {
    Instant startedAt = guest.startedAt();
    String restarts = guest.restarts() == 0 ? "" : " (" + guest.restarts() + " restarts)";
    return List.of(
        guest.user().value(),
        guest.state().name().toLowerCase(Locale.ROOT) + restarts,
        guest.tier(),
        guest.pid() == null ? "-" : guest.pid().toString(),
        startedAt == null ? "-" : uptime(Duration.between(startedAt, Instant.now())),
        guest.provider() + "/" + guest.model(),
        guest.endpoint().isEmpty() ? "-" : guest.endpoint());
  }

  /** Such as {@code circuit openai/gpt-5 open until 14:03:10 after 3 failures: timed out}. */
  private static String circuit(ProviderHealth health) {
    Instant until = health.until();
    String end = until == null ? "" : " until " + time(until);
    String error = health.lastError() == null ? "" : ": " + health.lastError();
    return "circuit "
        + health.model()
        + " "
        + health.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + end
        + " after "
        + health.failures()
        + (health.failures() == 1 ? " failure" : " failures")
        + error;
  }

  /** Without a formatter, whose classes would take longer to load than all the rest. */
  private static String time(Instant instant) {
    LocalTime time = LocalTime.ofInstant(instant, ZoneId.systemDefault());
    return time.truncatedTo(ChronoUnit.MINUTES)
        + (time.getSecond() < 10 ? ":0" : ":")
        + time.getSecond();
  }

  /** The two largest units, such as {@code 3d 4h}. */
  static String uptime(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    return seconds < 86_400
        ? seconds / 3600 + "h " + seconds % 3600 / 60 + "m"
        : seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
  }
}
