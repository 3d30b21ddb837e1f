package dev.oxydra.tui;

import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.Constraint;
import dev.oxydra.types.ContextFrame;
import dev.oxydra.types.ContextRequest;
import dev.oxydra.types.ContextShares;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /context}, {@code /budget} and {@code /constraint}, and what is said of them. */
final class ContextView {
  private static final int BAR = 30;

  /** Tells a change of the constraints from the list of them. */
  private static final String REMOVING = "constraint-remove-";

  private ContextView() {}

  static Step context(Screen screen, Screen sent) {
    return Requests.send(
        screen, sent, session -> new ContextRequest.GetContext(Requests.id(), session.id()));
  }

  static Step budget(Screen screen, Screen sent) {
    return Requests.send(
        screen, sent, session -> new ContextRequest.GetBudget(Requests.id(), session.id()));
  }

  /**
   * @param argument nothing for the list, {@code remove} and a number or id, or a new constraint
   */
  static Step constraint(Screen screen, Screen sent, String argument) {
    String[] words = argument.split("\\s+", 2);
    if (words[0].equals("remove") && words.length == 2) {
      return remove(screen, sent, words[1].strip());
    }
    return Requests.send(
        screen,
        sent,
        session ->
            argument.isEmpty()
                ? new ContextRequest.ListConstraints(Requests.id())
                : new ContextRequest.AddConstraint(Requests.id(), argument));
  }

  /** A number is one of the list, which is asked for first. */
  private static Step remove(Screen screen, Screen sent, String which) {
    return Requests.send(
        screen,
        sent,
        session ->
            which.matches("\\d{1,3}")
                ? new ContextRequest.ListConstraints(REMOVING + which)
                : new ContextRequest.RemoveConstraint(Requests.id(), which));
  }

  static Step receive(Screen screen, ContextFrame frame) {
    return switch (frame) {
      case ContextFrame.Context it ->
          Step.of(screen.showing(Sheet.of("Context", text(it.context()))));
      case ContextFrame.Budget it -> info(screen, budgets(it.budgets()));
      case ContextFrame.ConstraintList it -> constraints(screen, it);
    };
  }

  private static Step info(Screen screen, String text) {
    return Step.of(screen.notice(Entry.Level.INFO, text));
  }

  private static Step constraints(Screen screen, ContextFrame.ConstraintList list) {
    if (!list.requestId().startsWith(REMOVING)) {
      return info(screen, constraints(list.constraints()));
    }
    int number = Integer.parseInt(list.requestId().substring(REMOVING.length()));
    return number < 1 || number > list.constraints().size()
        ? info(screen, "There is no " + number + ". " + constraints(list.constraints()))
        : Step.send(
            screen,
            new ContextRequest.RemoveConstraint(
                Requests.id(), list.constraints().get(number - 1).id()));
  }

  private static String constraints(List<Constraint> constraints) {
    if (constraints.isEmpty()) {
      return "There are no standing constraints. /constraint <text> sets one for every turn.";
    }
    StringBuilder text =
        new StringBuilder("Standing constraints, in every turn (/constraint remove <number>):");
    for (int i = 0; i < constraints.size(); i++) {
      text.append("\n%3d  %s".formatted(i + 1, PlainText.line(constraints.get(i).text())));
    }
    return text.toString();
  }

  private static String text(ContextShares context) {
    long taken = context.shares().stream().mapToLong(ContextShares.Share::tokens).sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d tokens%s",
            PlainText.line(context.model().toString()),
            taken,
            context.limit(),
            context.exact() ? "" : ", estimated"));
    for (ContextShares.Share share : context.shares()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-12s %s %,9d",
              PlainText.line(share.name()),
              bar(share.tokens(), context.limit()),
              share.tokens()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%-12s %s %,9d",
            "free",
            bar(context.limit() - taken, context.limit()),
            Math.max(0, context.limit() - taken)));
    return String.join("\n", lines);
  }

  private static String bar(long part, long whole) {
    return bar(part, whole, BAR);
  }

  /** As much of {@code columns} as {@code part} is of {@code whole}; nothing is nothing. */
  static String bar(long part, long whole, int columns) {
    int filled = Math.clamp(Math.ceilDiv(part * columns, Math.max(1, whole)), 0, columns);
    return "█".repeat(filled) + "·".repeat(columns - filled);
  }

  private static String budgets(List<BudgetStatus> budgets) {
    List<String> lines =
        new ArrayList<>(List.of("Spent, of what may be (agent.conf, runtime.budgets):"));
    for (BudgetStatus budget : budgets) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-8s %s, %s, %s, %s",
              budget.scope(),
              of(
                  dollars(budget.costUsd()),
                  budget.maxCostUsd() == null ? null : dollars(budget.maxCostUsd())),
              of(count(budget.tokens()) + " tokens", count(budget.maxTokens())),
              of(count(budget.turns()) + " model calls", count(budget.maxTurns())),
              of(time(budget.timeMs()) + " of work", time(budget.maxTimeMs()))));
    }
    return String.join("\n", lines);
  }

  private static @Nullable String count(@Nullable Long number) {
    return number == null ? null : String.format(Locale.ROOT, "%,d", number);
  }

  private static @Nullable String time(@Nullable Long ms) {
    return ms == null ? null : Durations.clock(ms / 1000);
  }

  private static String of(String spent, @Nullable String limit) {
    return limit == null ? spent : spent + " of " + limit;
  }

  private static String dollars(BigDecimal amount) {
    return "$" + amount.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }
}
