package dev.oxydra.runner.broker;

import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.Prices;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's models cost.
 *
 * @param models what the catalogue says of them, by their names
 * @param free whether the provider is sent no key and nothing else to know us by, as a server on
 *     this machine is: what it does costs nothing where no price is known
 */
record Tariff(Map<String, ModelInfo> models, boolean free) {
  /** Of a provider of which nothing is known. */
  static final Tariff UNKNOWN = new Tariff(Map.of(), false);

  private static final BigDecimal NOTHING = BigDecimal.ZERO;
  private static final Prices FREE = new Prices(NOTHING, NOTHING, null, null, null, null);

  Tariff {
    models = Map.copyOf(models);
  }

  /** Null where the price isn't known. */
  @Nullable Prices of(@Nullable String model) {
    ModelInfo info = model == null ? null : models.get(model);
    return info != null && info.cost() != null ? info.cost() : free ? FREE : null;
  }

  /** The longest answer of a model; null where it isn't known. */
  @Nullable Long longestAnswer(@Nullable String model) {
    ModelInfo info = model == null ? null : models.get(model);
    return info == null || info.limit() == null ? null : info.limit().output();
  }

  /**
   * What a call costs. Whoever asked can't be trusted to say which model answered, so the dearer
   * counts of the one that was asked for and the one that says it has answered; where that one has
   * no price and another name than a version of the first, the dearest of all.
   *
   * @return null where no price is known
   */
  @Nullable BigDecimal cost(@Nullable String asked, @Nullable String answered, Usage usage) {
    Prices first = of(asked);
    Prices second = of(answered);
    if (second == null && answered != null && (asked == null || !answered.startsWith(asked))) {
      return dearest(usage);
    }
    BigDecimal one = first == null ? null : first.cost(usage);
    BigDecimal other = second == null ? null : second.cost(usage);
    return one == null ? other : other == null ? one : one.max(other);
  }

  private @Nullable BigDecimal dearest(Usage usage) {
    Optional<BigDecimal> most =
        models.values().stream()
            .map(ModelInfo::cost)
            .filter(Objects::nonNull)
            .map(prices -> prices.cost(usage))
            .max(BigDecimal::compareTo);
    return most.orElse(null);
  }
}
