package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where the provider caches a request: up to each marker, of which it takes four. Tools and system
 * prompt stay the same for long; the last user message is what the next turn reads up to, and the
 * one before it what this turn reads up to.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">Prompt
 *     caching</a>
 */
final class CacheMarkers {
  private static final int USER_MESSAGES = 2;

  private CacheMarkers() {}

  static void addTo(ObjectNode wire) {
    markLast(wire.path("tools"));
    markLast(wire.path("system"));
    JsonNode messages = wire.path("messages");
    int left = USER_MESSAGES;
    for (int i = messages.size() - 1; i >= 0 && left > 0; i--) {
      if (messages.path(i).path("role").asText().equals("user")) {
        markLast(messages.path(i).path("content"));
        left--;
      }
    }
  }

  private static void markLast(JsonNode blocks) {
    if (blocks.path(blocks.size() - 1) instanceof ObjectNode last) {
      last.putObject("cache_control").put("type", "ephemeral");
    }
  }
}
