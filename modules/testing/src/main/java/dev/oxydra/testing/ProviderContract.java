package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider does, whatever its protocol; each extends it, with recordings of the same
 * answers on its own wire.
 */
public abstract class ProviderContract extends ProviderFailureContract {
  private static final int RANDOM_SPLITS = 10;

  static Stream<RecordedAnswer> answers() {
    return RecordedAnswer.ALL.stream();
  }

  private void assume(String recording) {
    Assumptions.assumeFalse(without().contains(recording), "this wire can't say it");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theSameContentGivesTheSameEvents(RecordedAnswer expected) throws InterruptedException {
    assume(expected.name());

    Completion answer = complete(recorded(expected.name()));

    assertEquals(expected.content(), shown(answer));
    assertEquals(StreamedContent.ofAnswer(expected.content()), StreamedContent.of(events));
    assertEquals(expected.finish(), answer.finishReason());
    Usage usage = expected.usage();
    if (usage != null) {
      assertEquals(usageOf(usage), answer.usage());
    }
  }

  private Usage usageOf(Usage usage) {
    long reasoning = tellsReasoningTokens() ? usage.reasoningTokens() : 0;
    return new Usage(
        usage.inputTokens(), usage.outputTokens(), usage.cachedInputTokens(), reasoning);
  }

  /** The answer without what only its provider understands. */
  private static List<Content> shown(Completion answer) {
    List<Content> shown = new ArrayList<>();
    for (Content part : answer.message().content()) {
      if (part instanceof Content.Reasoning(String thought, var signature)) {
        shown.add(new Content.Reasoning(thought, null));
      } else if (!(part instanceof Content.Opaque)) {
        shown.add(part);
      }
    }
    return shown;
  }

  @Test
  void eachPieceIsShownWhenItComes() throws InterruptedException {
    complete(recorded("text"));

    assertEquals(
        List.of(
            new StreamEvent.TextDelta("Grüße "),
            new StreamEvent.TextDelta("aus 東京 "),
            new StreamEvent.TextDelta("🗼.")),
        events);
  }

  /** In single bytes, characters are split, and carriage returns from their line feeds. */
  @ParameterizedTest
  @MethodSource("answers")
  void anySplitGivesTheSame(RecordedAnswer expected) throws InterruptedException {
    assume(expected.name());
    FakeReply reply = recorded(expected.name());
    Completion whole = complete(reply);
    List<StreamEvent> streamed = List.copyOf(events);
    assertEquals(whole, complete(reply.inPiecesOf(1)));
    assertEquals(streamed, events);
    for (int i = 0; i < RANDOM_SPLITS; i++) {
      long seed = new Random().nextLong();
      assertEquals(whole, complete(reply.inRandomPieces(seed)), "seed " + seed);
      assertEquals(streamed, events, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "overloaded", "truncated", "truncated_call"})
  void anySplitFailsTheSame(String recording) {
    FakeReply reply = recorded(recording);
    String whole = failure(reply).getMessage();
    List<StreamEvent> streamed = List.copyOf(events);
    assertEquals(whole, failure(reply.inPiecesOf(1)).getMessage());
    assertEquals(streamed, events);
    for (int i = 0; i < RANDOM_SPLITS; i++) {
      long seed = new Random().nextLong();
      assertEquals(whole, failure(reply.inRandomPieces(seed)).getMessage(), "seed " + seed);
      assertEquals(streamed, events, "seed " + seed);
    }
  }

  /** Wherever the stream is cut, there is a whole answer or none. */
  @ParameterizedTest
  @ValueSource(strings = {"text", "fragments", "reasoning_and_calls"})
  void aCutStreamIsTheWholeAnswerOrNone(String recording) throws InterruptedException {
    FakeReply reply = recorded(recording);
    List<Content> whole = shown(complete(reply));
    int length = reply.body().length;
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      int cut = random.nextInt(length);
      server.reply(reply.first(cut));
      try {
        Completion answer = provider().complete(request(Message.user("hi")), _ -> {});
        assertEquals(whole, shown(answer), "cut at " + cut + ", seed " + seed);
      } catch (dev.oxydra.types.ProviderException e) {
        assertTrue(e.retryable(), "cut at " + cut + ", seed " + seed + ": " + e.getMessage());
      }
    }
  }

  static Stream<Map.Entry<String, ModelRequest>> requests() {
    return RecordedRequests.all().entrySet().stream();
  }

  /** Compared byte for byte, both in one form: keys sorted. */
  @ParameterizedTest
  @MethodSource("requests")
  void writesTheRecordedRequest(Map.Entry<String, ModelRequest> request)
      throws InterruptedException {
    server.reply(recorded("text"));
    provider().complete(request.getValue(), _ -> {});

    FakeModelServer.Request sent = server.requests().getLast();
    String name = protocol() + "/requests/" + request.getKey() + ".json";
    String expected = Documents.find(name);
    String actual = sent.target() + "\n" + Documents.normal(sent.body());
    assertEquals(expected == null ? "nothing is recorded as " + name : expected.strip(), actual);
  }

  @Test
  void sendsNoCredentialsAndNoUpgrade() throws InterruptedException {
    complete(recorded("text"));

    Map<String, String> headers = server.requests().getLast().headers();
    for (String name : List.of("authorization", "x-api-key", "x-goog-api-key", "upgrade")) {
      assertFalse(headers.containsKey(name), headers::toString);
    }
    assertFalse(server.requests().getLast().target().contains("key="));
  }

  /** What a model got is sent the same way again: else no provider's cache would find it. */
  @Test
  void theSamePrefixIsWrittenTheSameWay() throws InterruptedException {
    ModelRequest request = RecordedRequests.all().get("conversation");
    for (int i = 0; i < 2; i++) {
      server.reply(recorded("text"));
      provider().complete(java.util.Objects.requireNonNull(request), _ -> {});
    }
    JsonNode first = server.requests().get(0).body();
    assertEquals(first.toString(), server.requests().get(1).body().toString());
  }
}
