package dev.oxydra.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.RunnerException.Kind;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code runner schedule}. */
final class ScheduleCommand {
  private static final String SCHEDULES = "/schedules";
  private static final int LONGEST = 60;

  private ScheduleCommand() {}

  /** What is done at the gateway of a guest that runs. */
  private interface Asking {
    void ask(GuestRequests requests, PrintWriter out);
  }

  private static int asked(Invocation invocation, Asking asking) {
    GuestRequests requests =
        GuestRequests.running(invocation, Kind.AGENT, "its schedules").orElse(null);
    if (requests == null) {
      return AttachCommand.notRunning(invocation);
    }
    asking.ask(requests, invocation.out());
    invocation.out().flush();
    return ExitCodes.OK;
  }

  static int list(Invocation invocation) {
    return asked(
        invocation,
        (requests, out) -> {
          JsonNode schedules =
              requests
                  .answered(() -> requests.gateway().get(SCHEDULES), JsonNode.class)
                  .path("schedules");
          if (invocation.has("--json")) {
            out.println(schedules);
          } else if (schedules.isEmpty()) {
            out.println("There are no schedules. An agent makes them when it is asked to.");
          } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ID", "NAME", "WHEN", "NEXT", "TELLS"));
            schedules.forEach(schedule -> rows.add(row(schedule)));
            TextTable.print(out, rows);
          }
        });
  }

  private static List<String> row(JsonNode schedule) {
    String zone = schedule.path("time_zone").asText("");
    String next = schedule.path("next").asText("never again");
    return List.of(
        schedule.path("id").asText(),
        plain(schedule.path("name").asText(schedule.path("prompt").asText())),
        plain(schedule.path("when").asText() + (zone.isEmpty() ? "" : " " + zone)),
        schedule.path("enabled").asBoolean()
            ? next
            : plain("paused. " + schedule.path("reason").asText()),
        schedule.path("notification").asText());
  }

  private static String plain(String text) {
    return Printable.of(text, LONGEST);
  }

  static int runs(Invocation invocation) {
    return asked(
        invocation,
        (requests, out) -> {
          JsonNode runs =
              requests
                  .answered(() -> requests.gateway().get(path(invocation, "runs")), JsonNode.class)
                  .path("runs");
          if (runs.isEmpty()) {
            out.println("It has not run yet.");
            return;
          }
          List<List<String>> rows = new ArrayList<>();
          rows.add(List.of("DUE", "OUTCOME", "RUN", "WHY"));
          for (JsonNode run : runs) {
            rows.add(
                List.of(
                    run.path("due").asText(),
                    run.path("outcome").asText(),
                    run.path("id").asText(),
                    plain(run.path("reason").asText())));
          }
          TextTable.print(out, rows);
        });
  }

  static int pause(Invocation invocation) {
    return changed(invocation, "pause", "It runs no more until: runner schedule resume");
  }

  static int resume(Invocation invocation) {
    return changed(invocation, "resume", "It runs again.");
  }

  private static int changed(Invocation invocation, String change, String said) {
    return asked(
        invocation,
        (requests, out) -> {
          JsonNode schedule = posted(requests, path(invocation, change));
          String next = schedule.path("next").asText("");
          out.println(said + (next.isEmpty() ? "" : " It is due next at " + next));
        });
  }

  static int runNow(Invocation invocation) {
    return asked(
        invocation,
        (requests, out) -> {
          JsonNode run = posted(requests, path(invocation, "run"));
          out.println("It runs, as turn " + run.path("id").asText());
        });
  }

  private static JsonNode posted(GuestRequests requests, String path) {
    return requests.answered(() -> requests.gateway().post(path, "{}"), JsonNode.class);
  }

  private static String path(Invocation invocation, String what) {
    String id = URLEncoder.encode(invocation.given(), StandardCharsets.UTF_8).replace("+", "%20");
    return SCHEDULES + "/" + id + "/" + what;
  }
}
