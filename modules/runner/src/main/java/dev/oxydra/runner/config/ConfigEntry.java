package dev.oxydra.runner.config;

import java.util.Objects;

/**
 * One key as {@code config show} tells it.
 *
 * @param file {@code agent}, {@code runner} or {@code user}: which configuration the key belongs to
 * @param key the whole path, such as {@code runtime.max_turns}
 * @param value the effective value; secrets are masked
 * @param origin {@code default}, {@code <file>:<line>}, or the environment variable or option
 */
public record ConfigEntry(String file, String key, String value, String origin) {
  public ConfigEntry {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(origin, "origin");
  }
}
