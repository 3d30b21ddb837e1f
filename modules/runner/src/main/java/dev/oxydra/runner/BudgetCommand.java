package dev.oxydra.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.RunnerException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    rows.add(List.of("OF", "TOKENS", "US DOLLARS"));
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
    JsonNode maxTokens = budget.path("max_tokens");
    JsonNode maxCost = budget.path("max_cost_usd");
    return List.of(
        of,
        String.format(Locale.ROOT, "%,d", budget.path("tokens").asLong())
            + (maxTokens.isNumber()
                ? String.format(Locale.ROOT, " of %,d", maxTokens.asLong())
                : ""),
        dollars(budget.path("cost_usd")) + (maxCost.isNumber() ? " of " + dollars(maxCost) : ""));
  }

  private static String dollars(JsonNode amount) {
    return String.format(Locale.ROOT, "%.4f", amount.asDouble());
  }
}
