package dev.oxydra.provider.models;

import dev.oxydra.types.Prices;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a call costs. */
final class Bill {
  private Bill() {}

  /** The price of a call in US dollars, exactly; null where tokens or prices are unknown. */
  static @Nullable BigDecimal of(@Nullable Prices prices, @Nullable Usage usage) {
    return prices == null || usage == null ? null : prices.cost(usage);
  }
}
