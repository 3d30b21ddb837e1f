package dev.oxydra.runner.config;

import org.jspecify.annotations.Nullable;

/**
 * What {@code users/<user>.conf} says besides its {@code agent} block, which is a layer of the
 * agent's configuration.
 *
 * @param tier in place of the runner's; null for the runner's
 * @param insecure in place of the runner's; null for the runner's
 */
public record UserConfig(@Nullable Tier tier, @Nullable Boolean insecure) {}
