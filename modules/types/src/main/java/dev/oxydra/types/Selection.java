package dev.oxydra.types;

import org.jspecify.annotations.Nullable;

/**
 * A wish for a model.
 *
 * @param provider a key of {@code providers.registry}; null for the one that would answer otherwise
 * @param model the model as that provider knows it; null for the provider's default
 * @param reasoning how much it is to think; null for as much as otherwise
 */
public record Selection(
    @Nullable String provider, @Nullable String model, @Nullable ReasoningEffort reasoning) {}
