package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * A model of a provider. Its text form is {@code provider/model}; the model's own name may contain
 * slashes, too.
 *
 * @param provider a key of {@code providers.registry}
 * @param model the model as that provider knows it
 */
public record ModelRef(ProviderId provider, ModelId model) {
  public ModelRef {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(model, "model");
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ModelRef parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "a model of a provider is written provider/model, not '" + text + "'");
    }
    return new ModelRef(
        new ProviderId(text.substring(0, slash)), new ModelId(text.substring(slash + 1)));
  }

  @JsonValue
  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
