package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
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
 * @param over200k the prices of a call whose input is longer than 200,000 tokens; null for the same
 */
public record Prices(
    BigDecimal input,
    BigDecimal output,
    @Nullable BigDecimal reasoning,
    @Nullable BigDecimal cacheRead,
    @Nullable BigDecimal cacheWrite,
    @JsonProperty("context_over_200k") @Nullable Prices over200k) {
  public Prices {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
  }
}
