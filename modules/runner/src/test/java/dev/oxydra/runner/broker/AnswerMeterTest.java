package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tokens and model are found in the answers of all protocols, whatever pieces they come in. */
class AnswerMeterTest {
  private static final String OPENAI_STREAM =
      """
      data: {"id":"c","object":"chat.completion.chunk","model":"gpt-x","choices":[{"delta":{"content":"a \\"usage\\":{\\"prompt_tokens\\":9000} b"}}],"usage":null}

      data: {"id":"c","model":"gpt-x","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":30},"completion_tokens_details":{"reasoning_tokens":5}}}

      data: [DONE]

      """;

  private static final String ANTHROPIC_STREAM =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"m","model":"claude-x","content":[],"usage":{"input_tokens":25,"cache_creation_input_tokens":10,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":10},"output_tokens":1}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}

      """;

  private static final String RESPONSES_STREAM =
      """
      data: {"type":"response.created","response":{"id":"r","model":"gpt-y","output":[],"usage":null}}

      data: {"type":"response.completed","response":{"id":"r","model":"gpt-y","usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":6},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":64},"total_tokens":123}}}

      """;

  private static final String GEMINI =
      """
      [{
        "candidates": [ { "content": { "parts": [ { "text": "Hi" } ] } } ],
        "usageMetadata": {
          "promptTokenCount": 8,
          "candidatesTokenCount": 2,
          "thoughtsTokenCount": 40,
          "cachedContentTokenCount": 3,
          "totalTokenCount": 50
        },
        "modelVersion": "gemini-x"
      }]
      """;

  @Test
  void openAi() {
    found(OPENAI_STREAM, "gpt-x", new Usage(100, 20, 30, 5));
  }

  @Test
  void anthropic() {
    found(ANTHROPIC_STREAM, "claude-x", new Usage(40, 15, 5, 0, 10));
  }

  @Test
  void responses() {
    found(RESPONSES_STREAM, "gpt-y", new Usage(36, 87, 6, 64));
  }

  @Test
  void gemini() {
    found(GEMINI, null, new Usage(8, 42, 3, 40));
  }

  @Test
  void whatAModelWasMadeToWriteDoesNotLowerIt() {
    String real = ",\"usage\":{\"input_tokens\":50,\"output_tokens\":60}}";
    for (String written :
        new String[] {
          "{\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}",
          "{\"usage\":{\"a\":\"{{{\"}}",
          "{\"usage\":{\"a\":\"\\\\\"}}",
          "{\"usage\":\"usage\"}",
          "{\"a\":\"usage\"}",
          "{\"usage\":[\"usage\"]}",
          "{\"usage\" : {\"" + "x".repeat(9000) + "\":1}}",
          "\"model\\\\\"",
          "\"\\\"usage\\\":{\"",
        }) {
      found(
          "{\"model\":\"m\",\"content\":[{\"input\":" + written + "}]" + real,
          "m",
          new Usage(50, 60, 0, 0));
    }
  }

  private static void found(String answer, String model, Usage usage) {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    for (int piece : new int[] {1, 2, 3, 7, 64, bytes.length}) {
      AnswerMeter meter = meter(bytes, piece, true);
      assertEquals(model, meter.model(), "in pieces of " + piece);
      assertEquals(usage, meter.usage(true, 4), answer + " in pieces of " + piece);
    }
  }

  @Test
  void withoutAWordItIsEstimated() {
    byte[] whole = "x".repeat(401).getBytes(StandardCharsets.UTF_8);
    assertEquals(new Usage(3, 101, 0, 0), meter(whole, 50, false).usage(true, 10));
    assertNull(meter(whole, 50, false).model());

    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      String text = i % 2 == 0 ? "four" : "four and four more";
      events
          .append(
              "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"")
          .append(text)
          .append("\"}}]}\n\n");
    }
    Usage estimate =
        meter(events.toString().getBytes(StandardCharsets.UTF_8), 100, true).usage(true, 0);
    assertTrue(
        estimate.outputTokens() >= 100 && estimate.outputTokens() < 400, estimate.toString());
  }

  @Test
  void whatWasCutOffIsEstimatedToo() {
    String begun =
        ANTHROPIC_STREAM.substring(0, ANTHROPIC_STREAM.indexOf("event: message_delta"))
            + "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\""
            + "word".repeat(500);
    Usage usage = meter(begun.getBytes(StandardCharsets.UTF_8), 100, true).usage(false, 0);
    assertEquals(40, usage.inputTokens());
    assertTrue(usage.outputTokens() >= 500, usage.toString());
  }

  private static AnswerMeter meter(byte[] bytes, int piece, boolean events) {
    AnswerMeter meter = new AnswerMeter(events);
    for (int from = 0; from < bytes.length; from += piece) {
      byte[] next = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece));
      meter.read(next, next.length);
    }
    return meter;
  }
}
