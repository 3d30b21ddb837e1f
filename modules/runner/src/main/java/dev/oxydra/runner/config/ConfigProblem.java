package dev.oxydra.runner.config;

import java.util.Objects;

/**
 * Something that is wrong in the configuration.
 *
 * @param origin the file, environment variable or option
 * @param line in the file, from 1; 0 where there is none
 * @param key the key's whole path; empty where there is none
 * @param message what is wrong
 * @param remedy what to do
 */
public record ConfigProblem(String origin, int line, String key, String message, String remedy) {
  public ConfigProblem {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** One line for people: {@code <file>:<line>: <key>: <message>. <remedy>}. */
  @Override
  public String toString() {
    return origin
        + (line > 0 ? ":" + line : "")
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + message
        + ". "
        + remedy;
  }
}
