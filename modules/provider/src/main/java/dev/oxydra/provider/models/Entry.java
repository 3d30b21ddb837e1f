package dev.oxydra.provider.models;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ProviderRoute.Corrections;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds of a model: the catalogue's entry, as the configuration corrects it. */
final class Entry {
  private Entry() {}

  /** What is known of a provider's model. */
  static ModelInfo of(Catalog catalog, ProviderRoute route, ModelId model) {
    ModelInfo found = catalog.find(route.corrections().catalogProvider(), model);
    return corrected(Objects.requireNonNullElse(found, ModelInfo.UNKNOWN), route.corrections());
  }

  static ModelInfo corrected(ModelInfo found, Corrections corrections) {
    return new ModelInfo(
        found.name(),
        or(corrections.attachment(), found.attachment()),
        or(corrections.reasoning(), found.reasoning()),
        found.toolCall(),
        modalities(found, corrections),
        limits(found.limit(), corrections),
        found.cost(),
        found.status());
  }

  /**
   * A list in the configuration says all; a mere yes or no leaves the kinds open, or text alone.
   */
  private static ModelInfo.@Nullable Modalities modalities(
      ModelInfo found, Corrections corrections) {
    Set<Modality> input = corrections.inputModalities();
    Set<Modality> known = Attachments.taken(found);
    if (input == null && corrections.attachment() != null) {
      boolean textAlone = known.equals(Set.of(Modality.TEXT));
      input = !corrections.attachment() ? Set.of(Modality.TEXT) : textAlone ? Set.of() : null;
    }
    if (input == null) {
      return found.modalities();
    }
    return new ModelInfo.Modalities(
        input, found.modalities() == null ? Set.of() : found.modalities().output());
  }

  private static ModelInfo.@Nullable Limits limits(
      ModelInfo.@Nullable Limits found, Corrections corrections) {
    Long context = or(corrections.maxContextTokens(), found == null ? null : found.context());
    Long input = or(corrections.maxInputTokens(), found == null ? null : found.input());
    Long output = or(corrections.maxOutputTokens(), found == null ? null : found.output());
    return context == null && input == null && output == null
        ? found
        : new ModelInfo.Limits(context, input, output);
  }

  private static <T> @Nullable T or(@Nullable T correction, @Nullable T found) {
    return correction != null ? correction : found;
  }
}
