package dev.oxydra.runner.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Prices;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes prices of a model's {@code cost}. Prices are known where those of input and output are. */
final class PricesReader {
  /** US dollars per million tokens; the dearest model today asks less than a thousand. */
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000);

  /** Digits after the point; computing with many more would take long. */
  private static final int FINEST = 30;

  private final BiConsumer<String, String> problems;

  PricesReader(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  /** Null where they are not known. */
  @Nullable Prices read(JsonNode cost) {
    if (cost.isMissingNode() || cost.isNull()) {
      return null;
    }
    if (!cost.isObject()) {
      problems.accept("cost", "This must be an object of prices");
      return null;
    }
    Prices flat = flat("cost", cost);
    JsonNode longer = cost.path("context_over_200k");
    Prices over200k = longer.isObject() ? flat("cost.context_over_200k", longer) : null;
    List<Prices.Tier> tiers = tiers(cost.path("tiers"));
    return flat == null
        ? null
        : new Prices(
            flat.input(),
            flat.output(),
            flat.reasoning(),
            flat.cacheRead(),
            flat.cacheWrite(),
            over200k,
            tiers);
  }

  private @Nullable Prices flat(String path, JsonNode json) {
    BigDecimal input = price(path, json, "input");
    BigDecimal output = price(path, json, "output");
    BigDecimal reasoning = price(path, json, "reasoning");
    BigDecimal cacheRead = price(path, json, "cache_read");
    BigDecimal cacheWrite = price(path, json, "cache_write");
    return input == null || output == null
        ? null
        : new Prices(input, output, reasoning, cacheRead, cacheWrite, null);
  }

  /** Those by the length of the input; models.dev may have others some day. */
  private List<Prices.Tier> tiers(JsonNode json) {
    List<Prices.Tier> tiers = new ArrayList<>();
    for (JsonNode one : json) {
      String path = "cost.tiers[" + tiers.size() + "]";
      JsonNode from = one.path("tier");
      Prices prices = flat(path, one);
      if (prices != null && from.path("type").asText("context").equals("context")) {
        JsonNode size = from.path("size");
        if (!size.canConvertToLong() || size.longValue() < 0) {
          problems.accept(path + ".tier.size", "This must be a number of tokens, 0 or more");
          continue;
        }
        tiers.add(tier(prices, size.longValue()));
      }
    }
    return tiers;
  }

  private static Prices.Tier tier(Prices prices, long size) {
    return new Prices.Tier(
        prices.input(),
        prices.output(),
        prices.reasoning(),
        prices.cacheRead(),
        prices.cacheWrite(),
        new Prices.Threshold(size));
  }

  private @Nullable BigDecimal price(String path, JsonNode prices, String name) {
    JsonNode json = prices.path(name);
    if (json.isMissingNode() || json.isNull()) {
      return null;
    }
    if (json.isNumber()) {
      BigDecimal price = json.decimalValue();
      if (price.signum() >= 0 && price.compareTo(HIGHEST) <= 0 && price.scale() <= FINEST) {
        BigDecimal shortest = price.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
      }
    }
    problems.accept(
        path + "." + name, "This must be a price in US dollars per million tokens, 0 or more");
    return null;
  }
}
