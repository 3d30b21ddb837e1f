package dev.oxydra.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.AnswerReader;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.Role;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that grows by <a
 * href="https://platform.openai.com/docs/api-reference/chat-streaming">chunks</a>. Each new piece
 * goes to the sink at once.
 */
final class PartialAnswer implements AnswerReader {
  private final Consumer<StreamEvent> sink;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<Attachment> images = new ArrayList<>();
  private final ReasoningDetails details;
  private final PartialCalls calls;
  private @Nullable FinishReason finish;
  private @Nullable Usage usage;

  /**
   * @param model who answers
   * @param sink gets each piece
   */
  PartialAnswer(ModelRef model, Consumer<StreamEvent> sink) {
    this.sink = sink;
    this.details = new ReasoningDetails(model);
    this.calls = new PartialCalls(sink);
  }

  @Override
  public boolean finished() {
    return finish != null;
  }

  @Override
  public Next read(@Nullable String event, JsonNode chunk) throws MalformedAnswerException {
    // vLLM's older form has no field "error".
    if ("error".equals(event)
        || chunk.hasNonNull("error")
        || "error".equals(chunk.path("object").asText())) {
      return Next.FAILED;
    }
    if (chunk.path("usage").isObject()) {
      usage = ChatUsage.of(chunk.path("usage"));
    }
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        addDelta(choice.path("delta"));
        String reason = choice.path("finish_reason").asText("");
        if (reason.equals("error")) { // OpenRouter's
          return Next.FAILED;
        }
        finish = choice.path("finish_reason").isTextual() ? finishReason(reason) : finish;
      }
    }
    return Next.READ_ON;
  }

  private void addDelta(JsonNode delta) throws MalformedAnswerException {
    details.add(delta);
    addThought(Deltas.thought(delta));
    addText(Deltas.text(delta));
    for (JsonNode call : delta.path("tool_calls")) {
      calls.add(call);
    }
    images.addAll(Deltas.images(delta));
  }

  private void addThought(String piece) {
    if (!piece.isEmpty()) {
      reasoning.append(piece);
      sink.accept(new StreamEvent.ReasoningDelta(piece));
    }
  }

  private void addText(String piece) {
    if (!piece.isEmpty()) {
      text.append(piece);
      sink.accept(new StreamEvent.TextDelta(piece));
    }
  }

  @Override
  public Completion complete() throws MalformedAnswerException {
    if (finish == null) {
      throw new MalformedAnswerException("broke off its answer before the end");
    }
    List<Content> content = new ArrayList<>(details.kept());
    if (!reasoning.isEmpty()) {
      content.add(new Content.Reasoning(reasoning.toString(), null));
    }
    if (!text.isEmpty()) {
      content.add(new Content.Text(text.toString()));
    }
    content.addAll(images);
    content.addAll(calls.complete());
    // Some servers say "stop" though they call tools.
    FinishReason reason =
        finish == FinishReason.STOP && !calls.isEmpty() ? FinishReason.TOOL_CALLS : finish;
    return new Completion(new Message(Role.ASSISTANT, content), reason, usage);
  }

  private static FinishReason finishReason(String word) {
    return switch (word) {
      case "stop" -> FinishReason.STOP;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "length" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }
}
