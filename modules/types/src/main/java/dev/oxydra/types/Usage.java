package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Tokens of one or more provider calls, each zero or more.
 *
 * @param inputTokens tokens sent, those read from and written to a cache included
 * @param outputTokens tokens received, those of reasoning included
 * @param cachedInputTokens the part of the input that the provider read from its cache
 * @param reasoningTokens the part of the output that was reasoning
 * @param cacheWriteTokens the part of the input that the provider wrote to its cache, where that
 *     has a price of its own
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    long reasoningTokens,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long cacheWriteTokens) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /** With nothing written to a cache. */
  public Usage(long inputTokens, long outputTokens, long cachedInputTokens, long reasoningTokens) {
    this(inputTokens, outputTokens, cachedInputTokens, reasoningTokens, 0);
  }

  /** The sum of both. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        reasoningTokens + other.reasoningTokens,
        cacheWriteTokens + other.cacheWriteTokens);
  }
}
