package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The features {@code tools} and {@code usage}: what a turn thinks, does and costs. */
class TurnDetailsTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Set<String> OF_TOOLS =
      Set.of("tool_call", "tool_output", "tool_result", "reasoning_delta");

  private final Served served = Served.start();

  @AfterEach
  void close() {
    served.close();
  }

  private ProtocolClient join(String... features) {
    return served.join(Map.of("user_id", "alice", "features", List.of(features)));
  }

  private static String send(ProtocolClient client, String turn, String prompt) {
    return client.send(
        "send_turn", Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private static void call(FakeRunner.Steps steps, String id, ToolResult.Outcome out, String text) {
    var arguments = JsonNodeFactory.instance.objectNode().put("command", "ls");
    steps.append(
        new EventPayload.ToolCalled(id, "shell_exec", arguments, SafetyTier.SIDE_EFFECTING));
    steps.host().show(new TurnUpdate.ToolOutput(id, TurnUpdate.ToolOutput.Stream.STDERR, "hm"));
    steps.append(new EventPayload.ToolResulted(id, "shell_exec", out, text, 12));
  }

  @Test
  void toolsAreShownToThoseWhoAskedForThem() {
    // The 2000th character is the first half of one that takes two.
    String text = "x".repeat(1999) + "\uD83D\uDE00" + "ä".repeat(1000);
    served
        .runner()
        .script(
            "work",
            steps -> {
              steps.host().show(new TurnUpdate.Reasoning("Let me "));
              steps.host().show(new TurnUpdate.Reasoning("think"));
              call(steps, "c1", ToolResult.Outcome.OK, text);
              call(steps, "c2", ToolResult.Outcome.ERROR, "no such file");
              steps.answer("done");
            });
    try (ProtocolClient client = join("tools");
        ProtocolClient plain = join("events")) {
      String request = send(client, "t1", "work");
      client.await("turn_completed", DEADLINE);
      List<ProtocolClient.Frame> frames =
          client.received().stream().filter(f -> OF_TOOLS.contains(f.type())).toList();
      String thought =
          frames.stream()
              .filter(f -> f.type().equals("reasoning_delta"))
              .map(f -> f.payload().get("delta").asText())
              .reduce("", String::concat);
      assertEquals("Let me think", thought);
      List<ProtocolClient.Frame> calls =
          frames.stream().filter(f -> !f.type().equals("reasoning_delta")).toList();
      assertEquals(
          List.of(
              "tool_call", "tool_output", "tool_result", "tool_call", "tool_output", "tool_result"),
          calls.stream().map(ProtocolClient.Frame::type).toList());
      for (ProtocolClient.Frame frame : frames) {
        assertEquals(request, frame.payload().get("request_id").asText());
        assertEquals("t1", frame.payload().at("/turn/turn_id").asText());
        assertEquals(DEFAULT, frame.payload().at("/session/session_id").asText());
      }
      JsonNode call = calls.get(0).payload();
      assertEquals("shell_exec", call.get("name").asText());
      assertEquals("ls", call.at("/arguments/command").asText());
      assertEquals("side_effecting", call.get("safety_tier").asText());
      assertEquals("stderr", calls.get(1).payload().get("stream").asText());
      assertEquals("hm", calls.get(1).payload().get("chunk").asText());
      JsonNode result = calls.get(2).payload();
      assertTrue(result.get("ok").asBoolean());
      assertEquals("x".repeat(1999), result.get("preview").asText());
      assertEquals(1999 + 4 + 2000, result.get("bytes").asLong());
      assertEquals(12, result.get("duration_ms").asLong());
      JsonNode failed = calls.get(5).payload();
      assertFalse(failed.get("ok").asBoolean());
      assertEquals("error", failed.get("outcome").asText());
      assertEquals("no such file", failed.get("preview").asText());
      plain.await("turn_completed", DEADLINE);
      assertTrue(plain.received().stream().noneMatch(f -> OF_TOOLS.contains(f.type())));
    }
  }

  private static void pay(FakeRunner.Steps steps, long input, @Nullable String dollars) {
    steps.append(
        new EventPayload.UsageRecorded(
            new ProviderId("demo"),
            new ModelId("demo"),
            new Usage(input, 20, 5, 3),
            dollars == null ? null : new BigDecimal(dollars),
            200_000L));
  }

  @Test
  void usageAddsUp() {
    CountDownLatch joined = new CountDownLatch(1);
    served
        .runner()
        .script(
            "pay",
            steps -> {
              pay(steps, 100, null);
              pay(steps, 1000, "0.25");
              joined.await();
              pay(steps, 2000, "0.5");
              steps.answer("done");
            });
    try (ProtocolClient client = join("usage");
        ProtocolClient plain = join()) {
      send(client, "t1", "pay");
      JsonNode first = client.await("usage_update", DEADLINE);
      assertEquals("t1", first.at("/turn/turn_id").asText());
      assertEquals(100, first.get("input_tokens").asLong());
      assertEquals(20, first.get("output_tokens").asLong());
      assertEquals(5, first.get("cached_input_tokens").asLong());
      assertEquals(3, first.get("reasoning_tokens").asLong());
      assertEquals(120, first.get("context_tokens").asLong());
      assertEquals(200_000, first.get("context_limit").asLong());
      assertFalse(first.has("cost_usd"));
      assertFalse(first.has("session_cost_usd"));
      JsonNode second = client.await("usage_update", DEADLINE);
      assertEquals(new BigDecimal("0.25"), second.get("session_cost_usd").decimalValue());
      try (ProtocolClient late = join("usage")) {
        joined.countDown();
        for (ProtocolClient each : List.of(client, late)) {
          JsonNode third = each.await("usage_update", DEADLINE);
          assertEquals(2020, third.get("context_tokens").asLong());
          assertEquals(new BigDecimal("0.5"), third.get("cost_usd").decimalValue());
          assertEquals(new BigDecimal("0.75"), third.get("session_cost_usd").decimalValue());
        }
      }
      plain.await("turn_completed", DEADLINE);
      assertTrue(plain.received().stream().noneMatch(f -> f.type().equals("usage_update")));
    }
  }
}
