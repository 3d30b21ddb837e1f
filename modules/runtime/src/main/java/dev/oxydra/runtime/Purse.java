package dev.oxydra.runtime;

import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.Prices;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one turn may spend: of its own budget, its session's, the day's, and those of who waits for
 * it. What a call could cost at most is held before it is made.
 */
final class Purse implements AutoCloseable {
  /** An answer that may be no longer than this is not asked for. */
  private static final long LEAST_ANSWER = 64;

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final Ledger ledger;
  private final SessionId session;
  private final @Nullable SessionId parent;
  private final List<Account> own;
  private @Nullable TurnDeadline clock;
  private Duration counted = Duration.ZERO;

  /**
   * @param parent the session whose turn waits for this one; null for none
   */
  Purse(Ledger ledger, SessionId session, @Nullable SessionId parent, List<Account> own) {
    this.ledger = ledger;
    this.session = session;
    this.parent = parent;
    this.own = List.copyOf(own);
  }

  @Nullable SessionId parent() {
    return parent;
  }

  List<Account> own() {
    return own;
  }

  /**
   * The turn begins to work, which is over when its time or that of a budget is.
   *
   * @param timeout how long it may take in any case
   */
  TurnDeadline start(Duration timeout) {
    synchronized (ledger) {
      TurnDeadline started = TurnDeadline.start(timeout);
      clock = started;
      shorten();
      return started;
    }
  }

  /** What others have worked meanwhile may have left less. */
  private void shorten() {
    TurnDeadline running = clock;
    if (running != null) {
      ledger.accounts(this).stream()
          .map(Account::timeLeft)
          .filter(Objects::nonNull)
          .min(Comparator.naturalOrder())
          .ifPresent(running::shorten);
    }
  }

  /** Why there is no time left; null where there is, as far as budgets go. */
  @Nullable BudgetException overtime() {
    synchronized (ledger) {
      countTime();
      return ledger.accounts(this).stream()
          .filter(Account::isOvertime)
          .findFirst()
          .map(Account::exhausted)
          .orElse(null);
    }
  }

  private void countTime() {
    TurnDeadline running = clock;
    if (running != null) {
      Duration more = running.worked().minus(counted);
      counted = counted.plus(more);
      ledger.accounts(this).forEach(account -> account.spend(Spent.time(more)));
      ledger.worked(session, more);
    }
  }

  /** Nothing more is spent, and nothing of it for others. */
  @Override
  public void close() {
    synchronized (ledger) {
      countTime();
      ledger.close(session, this);
    }
  }

  /**
   * Holds what a call could cost at most.
   *
   * @param models all that may answer, and what is known of them
   * @param input how many tokens are sent
   * @param answer how many may be received, if there is enough for them
   * @throws BudgetException when there isn't enough even for a short answer
   */
  Hold hold(List<ModelInfo> models, long input, long answer) {
    synchronized (ledger) {
      countTime();
      shorten();
      List<Account> accounts = ledger.accounts(this).stream().filter(Account::isLimited).toList();
      long affordable = answer;
      for (Account account : accounts) {
        long most = most(account, models, input, answer);
        if (!account.isOpen() || most < Math.min(LEAST_ANSWER, answer)) {
          throw account.exhausted();
        }
        affordable = Math.min(affordable, most);
      }
      return new Hold(
          accounts, Spent.call(1, input + affordable, cost(models, input, affordable)), affordable);
    }
  }

  /** How long an answer may get. */
  private static long most(Account account, List<ModelInfo> models, long input, long answer) {
    long most = answer;
    Long tokens = account.tokensLeft();
    if (tokens != null) {
      most = Math.min(most, tokens - input);
    }
    BigDecimal left = account.costLeft();
    if (left != null) {
      for (Prices prices : prices(models)) {
        most = Math.min(most, affordable(left, prices.at(input), input));
      }
    }
    return most;
  }

  private static List<Prices> prices(List<ModelInfo> models) {
    return models.stream().map(ModelInfo::cost).filter(Objects::nonNull).toList();
  }

  private static long affordable(BigDecimal left, Prices prices, long input) {
    BigDecimal rest = left.subtract(price(input, sent(prices)));
    BigDecimal each = received(prices);
    if (rest.signum() < 0) {
      return -1;
    }
    return each.signum() == 0
        ? Long.MAX_VALUE
        : rest.multiply(MILLION).divide(each, 0, RoundingMode.FLOOR).longValue();
  }

  /** The most that any of the models could cost. */
  private static BigDecimal cost(List<ModelInfo> models, long input, long output) {
    return prices(models).stream()
        .map(prices -> prices.at(input))
        .map(prices -> price(input, sent(prices)).add(price(output, received(prices))))
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private static BigDecimal sent(Prices prices) {
    return Stream.of(prices.input(), prices.cacheRead(), prices.cacheWrite())
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private static BigDecimal received(Prices prices) {
    return Stream.of(prices.output(), prices.reasoning())
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private static BigDecimal price(long tokens, BigDecimal perMillion) {
    return perMillion.multiply(BigDecimal.valueOf(tokens)).divide(MILLION);
  }

  /** What is held for one call. It is to be settled or given back. */
  final class Hold {
    private final List<Account> accounts;
    private final Spent held;
    private final long answer;
    private boolean over;

    Hold(List<Account> accounts, Spent held, long answer) {
      this.accounts = accounts;
      this.held = held;
      this.answer = answer;
      accounts.forEach(account -> account.hold(held));
    }

    /** How long the answer may get, in tokens; null for no limit. */
    @Nullable Long answer() {
      return accounts.isEmpty() ? null : answer;
    }

    /**
     * The call was made.
     *
     * @param usage null where nobody counted: then all that was held is spent
     * @param spent US dollars; null for unknown, which counts as nothing where tokens were counted
     * @return what the user should be told
     */
    List<String> settle(@Nullable Usage usage, @Nullable BigDecimal spent) {
      synchronized (ledger) {
        release();
        countTime();
        Spent all = usage == null ? held : Spent.calls(1, usage, spent);
        accounts.forEach(account -> account.spend(all));
        return accounts.stream()
            .map(account -> account.warning(ledger.warnRatio()))
            .filter(Objects::nonNull)
            .toList();
      }
    }

    /** Whatever became of the call, nothing is held for it any more. */
    void release() {
      synchronized (ledger) {
        if (!over) {
          over = true;
          accounts.forEach(account -> account.hold(held.negated()));
        }
      }
    }
  }
}
