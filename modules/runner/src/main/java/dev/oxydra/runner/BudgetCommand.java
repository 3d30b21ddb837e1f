package dev.oxydra.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.RunnerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code runner budget}. */
final class BudgetCommand {
  private static final int LONGEST = 40;

  private BudgetCommand() {}

  static int show(Invocation invocation) {
    GuestRequests requests =
        GuestRequests.running(invocation, Kind.AGENT, "its budgets").orElse(null);
    if (requests == null) {
      return AttachCommand.notRunning(invocation);
    }
    JsonNode budgets = requests.answered(() -> requests.gateway().get("/budget"), JsonNode.class);
    if (invocation.has("--json")) {
      invocation.out().println(budgets);
    } else if (budgets.path("sessions").isEmpty()) {
      invocation.out().println("Nothing was spent: there are no sessions.");
    } else {
      TextTable.print(invocation.out(), rows(budgets));
    }
    invocation.out().flush();
    return ExitCodes.OK;
  }

  private static List<List<String>> rows(JsonNode budgets) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("OF", "MODEL CALLS", "TIME", "TOKENS", "US DOLLARS"));
    rows.add(row("today, all sessions", budgets.path("day")));
    for (JsonNode session : budgets.path("sessions")) {
      String id = session.path("session_id").asText();
      String name = session.path("display_name").asText("");
      rows.add(
          row(
              Printable.of(name.isEmpty() ? id : name + " (" + id + ")", LONGEST),
              session.path("budget")));
    }
    return rows;
  }

  private static List<String> row(String of, JsonNode budget) {
    return List.of(
        of,
        of(budget.path("turns"), budget.path("max_turns"), BudgetCommand::count),
        of(budget.path("time_ms"), budget.path("max_time_ms"), BudgetCommand::time),
        of(budget.path("tokens"), budget.path("max_tokens"), BudgetCommand::count),
        of(budget.path("cost_usd"), budget.path("max_cost_usd"), BudgetCommand::dollars));
  }

  private static String of(JsonNode spent, JsonNode limit, Function<JsonNode, String> text) {
    return text.apply(spent) + (limit.isNumber() ? " of " + text.apply(limit) : "");
  }

  private static String count(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }

  private static String time(JsonNode millis) {
    return StatusTable.uptime(Duration.ofMillis(millis.asLong()));
  }

  private static String dollars(JsonNode amount) {
    return String.format(Locale.ROOT, "%.4f", amount.asDouble());
  }
}
