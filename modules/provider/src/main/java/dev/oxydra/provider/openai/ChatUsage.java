package dev.oxydra.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Usage;

/** What a server of this protocol says of the tokens. */
final class ChatUsage {
  private ChatUsage() {}

  static Usage of(JsonNode usage) {
    JsonNode input = usage.path("prompt_tokens_details");
    long prompt = count(usage, "prompt_tokens");
    long completion = count(usage, "completion_tokens");
    long reasoning = count(usage.path("completion_tokens_details"), "reasoning_tokens");
    // xAI's completion_tokens are without those of reasoning, as its total tells.
    boolean apart =
        reasoning > 0 && count(usage, "total_tokens") == prompt + completion + reasoning;
    long cached =
        Math.max(
            count(input, "cached_tokens"),
            Math.max(
                count(usage, "prompt_cache_hit_tokens"), // DeepSeek
                count(usage, "cached_tokens"))); // Moonshot
    return new Usage(
        prompt,
        apart ? completion + reasoning : completion,
        cached,
        reasoning,
        count(input, "cache_write_tokens")); // OpenRouter
  }

  private static long count(JsonNode object, String field) {
    return Math.max(0, object.path(field).asLong(0));
  }
}
