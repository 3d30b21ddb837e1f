package dev.oxydra.runner.catalog;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Models for people: a line each. */
public final class CatalogTable {
  /** What the marks mean. */
  public static final String LEGEND =
      "Prices are US dollars per million tokens; + means more for long inputs. ? is unknown.";

  private static final List<String> HEAD =
      List.of("MODEL", "CONTEXT", "OUTPUT", "IN", "OUT", "TAKES", "MAKES", "CAN", "STATUS");
  private static final String UNKNOWN = "?";

  private CatalogTable() {}

  /**
   * The part of a catalogue that is searched for.
   *
   * @param provider its name in the catalogue; empty for all
   * @param pattern a part of {@code provider/model} or of what people call it, in capitals or not
   */
  public static Catalog matching(Catalog catalog, String provider, String pattern) {
    String part = pattern.toLowerCase(Locale.ROOT);
    Map<String, Map<String, ModelInfo>> found = new HashMap<>();
    catalog
        .providers()
        .forEach((name, models) -> {
          if (provider.isEmpty() || provider.equals(name)) {
            models.forEach((id, info) -> {
              String all = name + "/" + id + "\n" + info.name();
              if (all.toLowerCase(Locale.ROOT).contains(part)) {
                found.computeIfAbsent(name, _ -> new HashMap<>()).put(id, info);
              }
            });
          }
        });
    return new Catalog(found);
  }

  /** The head, then the models. */
  public static List<List<String>> rows(Catalog catalog) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    catalog
        .providers()
        .forEach((provider, models) ->
            models.forEach((id, info) -> rows.add(row(provider + "/" + id, info))));
    return rows;
  }

  private static List<String> row(String model, ModelInfo info) {
    ModelInfo.Limits limit = info.limit();
    ModelInfo.Modalities kinds = info.modalities();
    Prices cost = info.cost();
    return List.of(
        model,
        tokens(limit == null ? null : limit.context()),
        tokens(limit == null ? null : limit.output()),
        cost == null ? UNKNOWN : price(cost, cost.input()),
        cost == null ? UNKNOWN : price(cost, cost.output()),
        kinds == null ? UNKNOWN : kinds(kinds.input()),
        kinds == null ? UNKNOWN : kinds(kinds.output()),
        abilities(info),
        info.status() == null ? "" : info.status());
  }

  /** Two or three digits that count, such as {@code 1.05M} and {@code 400k}. */
  static String tokens(@Nullable Long tokens) {
    if (tokens == null) {
      return UNKNOWN;
    }
    if (tokens < 1000) {
      return tokens.toString();
    }
    boolean millions = tokens >= 999_500;
    BigDecimal rounded =
        BigDecimal.valueOf(tokens)
            .movePointLeft(millions ? 6 : 3)
            .setScale(millions ? 2 : 0, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    return rounded.toPlainString() + (millions ? "M" : "k");
  }

  private static String price(Prices cost, BigDecimal price) {
    boolean more = cost.over200k() != null || !cost.tiers().isEmpty();
    return price.toPlainString() + (more ? "+" : "");
  }

  private static String kinds(Set<Modality> kinds) {
    return kinds.isEmpty()
        ? UNKNOWN
        : kinds.stream()
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
  }

  private static String abilities(ModelInfo info) {
    List<String> can = new ArrayList<>();
    add(can, "tools", info.toolCall());
    add(can, "reasoning", info.reasoning());
    add(can, "cache", info.cost() == null ? null : info.cost().cacheRead() != null);
    return String.join(" ", can);
  }

  private static void add(List<String> can, String what, @Nullable Boolean known) {
    if (known == null) {
      can.add(what + UNKNOWN);
    } else if (known) {
      can.add(what);
    }
  }
}
