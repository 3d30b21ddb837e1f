package dev.oxydra.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.QuotedJson;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ChatOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "openai,max_completion_tokens,max_tokens",
    "azure,max_completion_tokens,max_tokens",
    "mistral,max_tokens,max_completion_tokens",
    "ollama,max_tokens,max_completion_tokens",
  })
  void theLimitHasTheNameThatTheServerKnows(String provider, String name, String other)
      throws InterruptedException {
    try (ChatLine line = new ChatLine(provider)) {
      JsonNode sent =
          line.sent(
              "m",
              new ModelOptions(ReasoningEffort.AUTO, 3_000_000_000L, ModelInfo.UNKNOWN),
              Message.user("hi"));
      assertEquals(3_000_000_000L, sent.path(name).asLong());
      assertEquals(false, sent.has(other) || sent.has("reasoning_effort"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unknown",
      value = {
        "gpt-5.2,AUTO,true,",
        "gpt-5.2,OFF,true,none",
        "gpt-5.2,LOW,true,low",
        "gpt-5.2,MEDIUM,unknown,medium",
        "gpt-5.2,HIGH,true,high",
        "gpt-4o,HIGH,false,",
        "gpt-4o,OFF,false,",
        "gpt-5,OFF,true,minimal",
        "gpt-5-mini,OFF,true,minimal",
        "gpt-5-nano-2025-08-07,OFF,true,minimal",
        "gpt-5-2025-08-07,OFF,true,minimal",
        "gpt-5-codex,OFF,true,low",
        "gpt-5-pro,OFF,true,",
        "o4-mini,OFF,true,low",
        "openai/gpt-oss-120b,OFF,true,low",
        "qwen3:8b,OFF,unknown,none",
      })
  void theEffortIsOneThatTheModelKnows(
      String model, ReasoningEffort effort, @Nullable Boolean reasoning, @Nullable String expected)
      throws InterruptedException {
    try (ChatLine line = new ChatLine("openai")) {
      ModelInfo info = new ModelInfo(null, null, reasoning, null, null, null, null, null);
      JsonNode sent = line.sent(model, new ModelOptions(effort, null, info), Message.user("hi"));
      assertEquals(expected == null ? "" : expected, sent.path("reasoning_effort").asText());
    }
  }

  /** Also where there were none: the model of another provider called. */
  @ParameterizedTest
  @CsvSource({"deepseek,true", "moonshotai,true", "openai,false", "groq,false"})
  void thoughtsGoBackToThoseWhoWantThem(String provider, boolean expected)
      throws InterruptedException {
    try (ChatLine line = new ChatLine(provider)) {
      ToolCall call = new ToolCall("c1", "f", QuotedJson.json("{}"));
      Message result =
          Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, "A")));
      JsonNode messages =
          line.sent(
                  Message.user("hi"),
                  new Message(Role.ASSISTANT, List.of(new Content.Reasoning("hm", null), call)),
                  result,
                  new Message(Role.ASSISTANT, List.of(call)),
                  result)
              .path("messages");
      assertEquals(expected, messages.path(1).has("reasoning_content"));
      assertEquals(expected, messages.path(3).has("reasoning_content"));
      if (expected) {
        assertEquals("hm", messages.at("/1/reasoning_content").asText());
        assertEquals(" ", messages.at("/3/reasoning_content").asText());
      }
    }
  }
}
