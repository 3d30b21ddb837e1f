package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a model may be chosen. Of a provider of which the catalogue knows no model at all,
 * such as one's own server, everything may: nothing can be said against it.
 *
 * @param catalog what is known
 */
public record CatalogCheck(Catalog catalog) {
  public CatalogCheck {
    Objects.requireNonNull(catalog, "catalog");
  }

  public static CatalogCheck of(Catalog catalog) {
    return new CatalogCheck(catalog);
  }

  /**
   * What is wrong with a choice.
   *
   * @param message what is wrong, without a full stop
   * @param remedy what to do
   */
  public record Problem(String message, String remedy) {
    public Problem {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(remedy, "remedy");
    }

    /** Both, as one line. */
    @Override
    public String toString() {
      return message + ". " + remedy;
    }
  }

  /**
   * Why a model must not be chosen; null when it may.
   *
   * @param provider its name in the catalogue
   */
  public @Nullable Problem problem(String provider, ModelId model) {
    if (!catalog.knows(provider) || catalog.find(provider, model) != null) {
      return null;
    }
    return new Problem(
        "The catalogue knows no model \"" + model + "\" of " + provider,
        instead(catalog.nearest(provider, model)));
  }

  /**
   * Why a model should better not be chosen; null when there is no reason.
   *
   * @param provider its name in the catalogue
   */
  public @Nullable Problem warning(String provider, ModelId model) {
    ModelInfo info = catalog.find(provider, model);
    return info == null || !info.deprecated()
        ? null
        : new Problem(
            "The model " + model + " of " + provider + " is deprecated and may end any day",
            "Choose another one: runner catalog show --provider " + provider);
  }

  private static String instead(List<String> nearest) {
    String otherwise = "say so in catalog.json, or set catalog.skip_catalog_validation";
    return nearest.isEmpty()
        ? "If it is new: runner catalog fetch, " + otherwise
        : "Did you mean "
            + String.join(" or ", nearest)
            + "? If it is new: runner catalog fetch, "
            + otherwise;
  }
}
