package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * What a model's context would be filled with if the session's agent were asked now.
 *
 * @param model who would be asked
 * @param limit how many tokens its context has
 * @param shares what takes how much of it, in the order in which it is sent
 * @param exact whether the model's own tokenizer counted
 */
public record ContextShares(ModelRef model, long limit, List<Share> shares, boolean exact) {
  public ContextShares {
    Objects.requireNonNull(model, "model");
    shares = List.copyOf(shares);
  }

  /**
   * A part of the context.
   *
   * @param name a stable snake_case word: {@code system}, {@code constraints}, {@code tools},
   *     {@code summary}, {@code history}, {@code answer} for what is kept for the answer, {@code
   *     buffer}
   * @param tokens how many it takes
   */
  public record Share(String name, long tokens) {
    public Share {
      Objects.requireNonNull(name, "name");
    }
  }
}
