package dev.oxydra.runtime;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.AgentConfig.Budgets;
import dev.oxydra.types.AgentConfig.Spend;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all turns of a user have spent and hold. What was spent before the process began is looked
 * up in the journal, once, where there is a limit.
 */
final class Ledger {
  /** Less than that is journalled with the turns after it. */
  private static final Duration LEAST_TIME = Duration.ofSeconds(1);

  private final Journal journal;
  private final Budgets budgets;
  private final InstantSource clock;
  private final Map<SessionId, Account> sessions = new HashMap<>();
  private final Map<SessionId, Purse> open = new HashMap<>();

  /** What was worked and isn't journalled yet. */
  private final Map<SessionId, Duration> unrecorded = new HashMap<>();

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

  /**
   * What a turn may spend; one that goes on has spent something already, as have those whom it
   * asked. It is to be closed with the turn.
   *
   * @param agent who runs it
   */
  synchronized Purse open(Turn turn, Bootstrap.Agent agent) {
    SessionId session = turn.sessionId();
    Spent spent = turn.begun() ? ofTurn(session, turn.id()) : Spent.NOTHING;
    List<Account> own = new ArrayList<>();
    own.add(new Account("turn", "runtime.budgets.turn", budgets.turn(), spent));
    if (!agent.budget().equals(Spend.UNLIMITED)) {
      own.add(new Account("agent", "agents." + agent.name(), agent.budget(), spent));
    }
    if (Scheduled.isRun(turn)) {
      own.add(new Account("schedule", "runtime.budgets.schedule", budgets.schedule(), spent));
    }
    own.add(ofSession(session));
    Purse purse = new Purse(this, session, Children.isFirst(turn) ? parent(session) : null, own);
    open.put(session, purse);
    return purse;
  }

  /** What may be spent for a session when no turn of it runs. */
  synchronized Purse between(SessionId session) {
    return new Purse(this, session, null, List.of(ofSession(session)));
  }

  synchronized void close(SessionId session, Purse purse) {
    open.remove(session, purse);
  }

  synchronized void worked(SessionId session, Duration more) {
    unrecorded.merge(session, more, Duration::plus);
  }

  /** What is to be journalled of the time that a session's turns worked; null for nothing yet. */
  synchronized EventPayload.@Nullable TimeRecorded time(SessionId session) {
    Duration all = unrecorded.getOrDefault(session, Duration.ZERO);
    if (all.compareTo(LEAST_TIME) < 0) {
      return null;
    }
    unrecorded.remove(session);
    return new EventPayload.TimeRecorded(all.toMillis());
  }

  private @Nullable SessionId parent(SessionId child) {
    return journal.created(child).map(EventPayload.SessionCreated::parent).orElse(null);
  }

  /**
   * All that a call of a session's turn takes from: what a child may spend comes out of what its
   * parent may, whose turn waits for it.
   */
  synchronized List<Account> accounts(Purse purse) {
    Set<Account> all = new LinkedHashSet<>();
    for (Purse next = purse;
        next != null;
        next = next.parent() == null ? null : open.get(next.parent())) {
      all.addAll(next.own());
    }
    all.add(today());
    return List.copyOf(all);
  }

  private Spent ofTurn(SessionId session, TurnId turn) {
    Spent spent = Spent.NOTHING;
    for (Event event : journal.turn(session, turn)) {
      spent =
          switch (event.payload()) {
            case EventPayload.UsageRecorded used ->
                spent.plus(Spent.calls(1, used.usage(), used.costUsd()));
            case EventPayload.TimeRecorded time ->
                spent.plus(Spent.time(Duration.ofMillis(time.activeMs())));
            case ActorEvent.Started started ->
                spent.plus(ofTurn(started.child(), Children.turn(started.child())));
            default -> spent;
          };
    }
    return spent;
  }

  private Account ofSession(SessionId session) {
    return sessions.computeIfAbsent(
        session, id -> sessionAccount(isLimited(budgets.session()) ? ofFamily(id) : Spent.NOTHING));
  }

  private Account sessionAccount(Spent spent) {
    return new Account("session", "runtime.budgets.session", budgets.session(), spent);
  }

  private static boolean isLimited(Spend limit) {
    return !limit.equals(Spend.UNLIMITED);
  }

  /** By a session and those below it. */
  private Spent ofFamily(SessionId session) {
    List<SessionInfo> all = journal.projections().sessions();
    Set<SessionId> family = new LinkedHashSet<>(Set.of(session));
    boolean grows = true;
    while (grows) {
      grows = false;
      for (SessionInfo info : all) {
        if (info.parentSessionId() != null && family.contains(info.parentSessionId())) {
          grows |= family.add(info.sessionId());
        }
      }
    }
    Spent spent = Spent.NOTHING;
    for (SessionId member : family) {
      spent =
          spent.plus(
              Spent.of(journal.projections().usage(member), journal.projections().times(member)));
    }
    return spent;
  }

  /** That of the present day: a turn that goes on after midnight spends of the next one. */
  synchronized Account today() {
    LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Account account = today;
    if (account == null || !now.equals(day)) {
      account = dayAccount(isLimited(budgets.day()) ? ofDay(now) : Spent.NOTHING);
      day = now;
      today = account;
    }
    return account;
  }

  private Account dayAccount(Spent spent) {
    return new Account("day", "runtime.budgets.day", budgets.day(), spent);
  }

  private Spent ofDay(LocalDate date) {
    return Spent.of(
        journal.projections().usage(null).stream()
            .filter(total -> total.day().equals(date))
            .toList(),
        journal.projections().times(null).stream()
            .filter(total -> total.day().equals(date))
            .toList());
  }

  /** What the journal says was spent, by a session with those below it, and by all today. */
  List<BudgetStatus> status(SessionId session) {
    LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return List.of(sessionAccount(ofFamily(session)).status(), dayAccount(ofDay(now)).status());
  }
}
