package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars per million tokens.
 *
 * @param input tokens sent
 * @param output tokens received
 * @param reasoning tokens thought; null for the price of the output
 * @param cacheRead tokens read from the provider's cache; null for the price of the input
 * @param cacheWrite tokens written to the provider's cache; null for the price of the input
 * @param over200k the prices of a call whose input is longer than 200,000 tokens; null for the
 *     same. Where there are tiers, they say it better, see {@link #at}
 * @param tiers other prices for calls with a longer input; empty for none
 */
public record Prices(
    BigDecimal input,
    BigDecimal output,
    @Nullable BigDecimal reasoning,
    @Nullable BigDecimal cacheRead,
    @Nullable BigDecimal cacheWrite,
    @JsonProperty("context_over_200k") @Nullable Prices over200k,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Tier> tiers) {
  private static final long LONG_CONTEXT = 200_000;

  /** Prices are those of a million tokens: ten to the power of this. */
  private static final int PRICED_TOKENS_EXPONENT = 6;

  public Prices {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    tiers = tiers == null ? List.of() : List.copyOf(tiers);
  }

  /** Without tiers. */
  public Prices(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal reasoning,
      @Nullable BigDecimal cacheRead,
      @Nullable BigDecimal cacheWrite,
      @Nullable Prices over200k) {
    this(input, output, reasoning, cacheRead, cacheWrite, over200k, List.of());
  }

  /**
   * The prices of all tokens of a call.
   *
   * @param inputTokens what was sent, from the cache or not
   */
  public Prices at(long inputTokens) {
    if (!tiers.isEmpty()) {
      return tiers.stream()
          .filter(tier -> inputTokens > tier.tier().size())
          .max(Comparator.comparingLong(tier -> tier.tier().size()))
          .map(Tier::prices)
          .orElseGet(this::plain);
    }
    return over200k != null && inputTokens > LONG_CONTEXT ? over200k : plain();
  }

  /**
   * What a call costs in US dollars, exactly. Tokens that a cache or a thought takes are parts of
   * the input and of the output, and are counted once.
   */
  public BigDecimal cost(Usage usage) {
    Prices valid = at(usage.inputTokens());
    long plainInput = usage.inputTokens() - usage.cachedInputTokens() - usage.cacheWriteTokens();
    return price(plainInput, valid.input)
        .add(price(usage.cachedInputTokens(), or(valid.cacheRead, valid.input)))
        .add(price(usage.cacheWriteTokens(), or(valid.cacheWrite, valid.input)))
        .add(price(usage.outputTokens() - usage.reasoningTokens(), valid.output))
        .add(price(usage.reasoningTokens(), or(valid.reasoning, valid.output)));
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

  private Prices plain() {
    return new Prices(input, output, reasoning, cacheRead, cacheWrite, null);
  }

  /**
   * Prices from some length of the input on; as in {@link Prices}, but flat.
   *
   * @param tier from which length
   */
  public record Tier(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal reasoning,
      @Nullable BigDecimal cacheRead,
      @Nullable BigDecimal cacheWrite,
      Threshold tier) {
    public Tier {
      Objects.requireNonNull(input, "input");
      Objects.requireNonNull(output, "output");
      Objects.requireNonNull(tier, "tier");
    }

    Prices prices() {
      return new Prices(input, output, reasoning, cacheRead, cacheWrite, null);
    }
  }

  /**
   * Where a tier begins.
   *
   * @param size a call with more tokens of input than this is in it
   */
  public record Threshold(long size) {}
}
