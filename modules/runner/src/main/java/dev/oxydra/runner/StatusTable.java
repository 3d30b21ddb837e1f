package dev.oxydra.runner;

import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guests for people: a line each, then what doesn't work as it should. */
final class StatusTable {
  private static final List<String> HEAD =
      List.of(
          "USER",
          "STATE",
          "HEALTH",
          "TIER",
          "PID",
          "UPTIME",
          "MEMORY",
          "CPU",
          "SESSIONS",
          "TURNS",
          "TODAY",
          "MODEL",
          "ENDPOINT");
  private static final String NOTHING = "-";

  private StatusTable() {}

  static void print(PrintWriter out, List<GuestStatus> guests) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    guests.forEach(guest -> rows.add(row(guest)));
    TextTable.print(out, rows);
    for (GuestStatus guest : guests) {
      for (StartupStatus.Reason reason : guest.degradedReasons()) {
        out.println(name(guest) + ": " + reason.code() + ": " + reason.detail());
      }
      for (ProviderHealth health : guest.providers()) {
        if (health.state() != ProviderHealth.State.CLOSED) {
          out.println(name(guest) + ": " + circuit(health));
        }
      }
      guest.lastLog().forEach(line -> out.println(name(guest) + " | " + line));
    }
  }

  /** On each line, as one line may be all that somebody sees. */
  private static String name(GuestStatus guest) {
    return guest.isInsecure() ? guest.user() + " (INSECURE)" : guest.user().value();
  }

  private static List<String> row(GuestStatus guest) {
    Instant startedAt = guest.startedAt();
    String restarts = guest.restarts() == 0 ? "" : " (" + guest.restarts() + " restarts)";
    GuestActivity activity = guest.activity();
    return List.of(
        name(guest),
        guest.state().name().toLowerCase(Locale.ROOT) + restarts,
        health(guest),
        guest.tier(),
        guest.pid() == null ? NOTHING : guest.pid().toString(),
        startedAt == null ? NOTHING : uptime(Duration.between(startedAt, Instant.now())),
        memory(guest.usage()),
        cpu(guest.usage()),
        activity == null ? NOTHING : String.valueOf(activity.sessions()),
        activity == null ? NOTHING : turns(activity),
        activity == null ? NOTHING : dollars(activity.spendTodayUsd()),
        guest.provider() + "/" + guest.model(),
        guest.endpoint().isEmpty() ? NOTHING : guest.endpoint());
  }

  private static String health(GuestStatus guest) {
    GuestStatus.Health health = guest.health();
    if (health == null) {
      return NOTHING;
    }
    if (health == GuestStatus.Health.NOT_ANSWERING) {
      return "not answering";
    }
    return guest.degradedReasons().isEmpty() ? "ok" : "degraded";
  }

  /** Of both programs together. */
  private static String memory(GuestStatus.@Nullable Usage usage) {
    long bytes = 0;
    for (GuestStatus.Taken taken : programs(usage)) {
      bytes += taken.memoryBytes();
    }
    return bytes == 0 ? NOTHING : Math.max(1, bytes >> 20) + " MiB";
  }

  private static String cpu(GuestStatus.@Nullable Usage usage) {
    List<GuestStatus.Taken> programs = programs(usage);
    long millis = 0;
    for (GuestStatus.Taken taken : programs) {
      millis += taken.cpuMs();
    }
    return programs.isEmpty() ? NOTHING : uptime(Duration.ofMillis(millis));
  }

  private static List<GuestStatus.Taken> programs(GuestStatus.@Nullable Usage usage) {
    List<GuestStatus.Taken> programs = new ArrayList<>();
    if (usage != null && usage.guest() != null) {
      programs.add(usage.guest());
    }
    if (usage != null && usage.shell() != null) {
      programs.add(usage.shell());
    }
    return programs;
  }

  private static String turns(GuestActivity activity) {
    return activity.waitingTurns() == 0
        ? String.valueOf(activity.runningTurns())
        : activity.runningTurns() + " (" + activity.waitingTurns() + " waiting)";
  }

  /** In whole cents, but never less than there was. */
  private static String dollars(@Nullable BigDecimal spent) {
    return spent == null ? NOTHING : "$" + spent.setScale(2, RoundingMode.UP).toPlainString();
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
