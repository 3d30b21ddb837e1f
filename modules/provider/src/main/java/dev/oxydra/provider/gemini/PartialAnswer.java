package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.AnswerReader;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.types.Completion;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that grows by <a
 * href="https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse">responses</a>,
 * each of which has further parts of it.
 */
final class PartialAnswer implements AnswerReader {
  private final PartialContent content;
  private @Nullable FinishReason finish;
  private @Nullable Usage usage;

  PartialAnswer(Consumer<StreamEvent> sink) {
    this.content = new PartialContent(sink);
  }

  @Override
  public boolean finished() {
    return finish != null;
  }

  @Override
  public Next read(@Nullable String event, JsonNode chunk) throws MalformedAnswerException {
    if (chunk.hasNonNull("error")) {
      return Next.FAILED;
    }
    if (chunk.path("usageMetadata").isObject()) {
      usage = usage(chunk.path("usageMetadata"));
    }
    if (chunk.path("promptFeedback").hasNonNull("blockReason")) {
      finish = FinishReason.CONTENT_FILTER;
    }
    for (JsonNode candidate : chunk.path("candidates")) {
      if (candidate.path("index").asInt(0) == 0) {
        addCandidate(candidate);
      }
    }
    return Next.READ_ON;
  }

  private void addCandidate(JsonNode candidate) throws MalformedAnswerException {
    for (JsonNode part : candidate.path("content").path("parts")) {
      content.add(part);
    }
    if (candidate.path("finishReason").isTextual()) {
      finish = finishReason(candidate.path("finishReason").asText());
    }
  }

  private static FinishReason finishReason(String word) throws MalformedAnswerException {
    return switch (word) {
      case "STOP" -> FinishReason.STOP;
      case "MAX_TOKENS" -> FinishReason.LENGTH;
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          FinishReason.CONTENT_FILTER;
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE" ->
          throw new MalformedAnswerException("gave up its answer with " + word);
      default -> FinishReason.OTHER;
    };
  }

  @Override
  public Completion complete() throws MalformedAnswerException {
    if (finish == null) {
      throw new MalformedAnswerException("broke off its answer before the end");
    }
    FinishReason reason =
        finish == FinishReason.STOP && content.calls() ? FinishReason.TOOL_CALLS : finish;
    return new Completion(new Message(Role.ASSISTANT, content.complete()), reason, usage);
  }

  private static Usage usage(JsonNode usage) {
    long thoughts = count(usage, "thoughtsTokenCount");
    return new Usage(
        count(usage, "promptTokenCount") + count(usage, "toolUsePromptTokenCount"),
        count(usage, "candidatesTokenCount") + thoughts,
        count(usage, "cachedContentTokenCount"),
        thoughts);
  }

  private static long count(JsonNode usage, String field) {
    return Math.max(0, usage.path(field).asLong(0));
  }
}
