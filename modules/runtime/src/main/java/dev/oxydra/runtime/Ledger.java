package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig.Budgets;
import dev.oxydra.types.AgentConfig.Spend;
import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all turns of a user have spent and hold. What was spent before the process began is looked
 * up in the journal, once, where there is a limit.
 */
final class Ledger {
  private final Journal journal;
  private final Budgets budgets;
  private final InstantSource clock;
  private final Map<SessionId, Account> sessions = new HashMap<>();
  private @Nullable LocalDate day;
  private @Nullable Account today;

  Ledger(Journal journal, Budgets budgets, InstantSource clock) {
    this.journal = journal;
    this.budgets = budgets;
    this.clock = clock;
  }

  double warnRatio() {
    return budgets.warnRatio();
  }

  /** What a turn may spend; one that goes on has spent something already. */
  synchronized Purse purse(Turn turn) {
    SessionId session = turn.sessionId();
    return new Purse(
        this,
        turn.begun() ? ofTurn(turn) : new Account("turn", budgets.turn()),
        sessions.computeIfAbsent(session, this::ofSession));
  }

  private Account ofTurn(Turn turn) {
    long tokens = 0;
    BigDecimal cost = BigDecimal.ZERO;
    for (Event event : journal.turn(turn.sessionId(), turn.id())) {
      if (event.payload() instanceof EventPayload.UsageRecorded used) {
        tokens += used.usage().inputTokens() + used.usage().outputTokens();
        cost = cost.add(Objects.requireNonNullElse(used.costUsd(), BigDecimal.ZERO));
      }
    }
    return new Account("turn", budgets.turn(), tokens, cost);
  }

  private Account ofSession(SessionId session) {
    Account fresh = new Account("session", budgets.session());
    return fresh.isLimited()
        ? account("session", budgets.session(), journal.projections().usage(session))
        : fresh;
  }

  /** That of the present day: a turn that goes on after midnight spends of the next one. */
  synchronized Account today() {
    LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Account account = today;
    if (account == null || !now.equals(day)) {
      account = new Account("day", budgets.day());
      if (account.isLimited()) {
        account = account("day", budgets.day(), ofDay(now));
      }
      day = now;
      today = account;
    }
    return account;
  }

  private List<UsageTotal> ofDay(LocalDate date) {
    return journal.projections().usage(null).stream()
        .filter(total -> total.day().equals(date))
        .toList();
  }

  /** What the journal says was spent, by a session and by all today. */
  List<BudgetStatus> status(SessionId session) {
    LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return List.of(
        account("session", budgets.session(), journal.projections().usage(session)).status(),
        account("day", budgets.day(), ofDay(now)).status());
  }

  private static Account account(String scope, Spend limit, List<UsageTotal> spent) {
    long tokens =
        spent.stream()
            .mapToLong(total -> total.usage().inputTokens() + total.usage().outputTokens())
            .sum();
    BigDecimal cost =
        spent.stream()
            .map(UsageTotal::costUsd)
            .filter(Objects::nonNull)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Account(scope, limit, tokens, cost);
  }
}
