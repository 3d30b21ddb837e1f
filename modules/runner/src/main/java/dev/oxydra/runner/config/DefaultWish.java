package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Selection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the default agent asks for: what {@code agents.default} says, else {@code selection}.
 *
 * @param provider a name in the registry, or {@link #AUTO}
 * @param model null for the provider's default
 */
record DefaultWish(String provider, @Nullable String model, ReasoningEffort reasoning) {
  static final String AUTO = "auto";

  /**
   * @param own {@code agents.default}; null where there is none
   */
  static DefaultWish of(
      AgentConfig.DefaultSelection selection, AgentConfig.@Nullable NamedAgent own) {
    Selection wish = own == null ? null : own.selection();
    if (wish == null) {
      return new DefaultWish(selection.provider(), selection.model(), selection.reasoning());
    }
    String provider = Objects.requireNonNullElse(wish.provider(), selection.provider());
    // Another provider wouldn't know the model that is selected otherwise.
    String otherwise = provider.equals(selection.provider()) ? selection.model() : null;
    return new DefaultWish(
        provider,
        wish.model() != null ? wish.model() : otherwise,
        Objects.requireNonNullElse(wish.reasoning(), selection.reasoning()));
  }
}
