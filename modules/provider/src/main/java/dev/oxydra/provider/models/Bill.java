package dev.oxydra.provider.models;

import dev.oxydra.types.Prices;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a call costs. */
final class Bill {
  /** Prices are those of a million tokens: ten to the power of this. */
  private static final int PRICED_TOKENS_EXPONENT = 6;

  private Bill() {}

  /**
   * The price of a call in US dollars, exactly; null where tokens or prices are unknown. Tokens
   * that a cache or a thought takes are parts of the input and of the output, and are counted once.
   */
  static @Nullable BigDecimal of(@Nullable Prices prices, @Nullable Usage usage) {
    if (prices == null || usage == null) {
      return null;
    }
    Prices valid = prices.at(usage.inputTokens());
    long plainInput = usage.inputTokens() - usage.cachedInputTokens() - usage.cacheWriteTokens();
    return price(plainInput, valid.input())
        .add(price(usage.cachedInputTokens(), or(valid.cacheRead(), valid.input())))
        .add(price(usage.cacheWriteTokens(), or(valid.cacheWrite(), valid.input())))
        .add(price(usage.outputTokens() - usage.reasoningTokens(), valid.output()))
        .add(price(usage.reasoningTokens(), or(valid.reasoning(), valid.output())));
  }

  private static BigDecimal or(@Nullable BigDecimal price, BigDecimal otherwise) {
    return Objects.requireNonNullElse(price, otherwise);
  }

  /** A server whose parts are more than the whole is not believed the difference. */
  private static BigDecimal price(long tokens, BigDecimal perMillion) {
    return perMillion
        .multiply(BigDecimal.valueOf(Math.max(0, tokens)))
        .movePointLeft(PRICED_TOKENS_EXPONENT);
  }
}
