package dev.oxydra.types;

/**
 * Tokens of one or more provider calls, each zero or more.
 *
 * @param inputTokens tokens sent, those read from a cache included
 * @param outputTokens tokens received, those of reasoning included
 * @param cachedInputTokens the part of the input that the provider read from its cache
 * @param reasoningTokens the part of the output that was reasoning
 */
public record Usage(
    long inputTokens, long outputTokens, long cachedInputTokens, long reasoningTokens) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /** The sum of both. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        reasoningTokens + other.reasoningTokens);
  }
}
