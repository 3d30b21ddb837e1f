package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures what one turn sends to its model. It estimates, corrected by what the provider has
 * counted before; where it may get tight, and the model has a public tokenizer, that one counts.
 */
final class ContextMeter {
  /** From which part of the room on it counts exactly. */
  private static final double TIGHT = 0.5;

  private final ModelRef model;
  private final ContextRoom room;
  private final Calibration calibration;

  /** Of messages and of tools. */
  private final IdentityHashMap<Object, Long> estimated = new IdentityHashMap<>();

  private final IdentityHashMap<Message, Long> counted = new IdentityHashMap<>();
  private @Nullable TokenCounter exact;
  private long used;

  ContextMeter(ModelRef model, ContextRoom room, Calibration calibration) {
    this.model = model;
    this.room = room;
    this.calibration = calibration;
  }

  ContextRoom room() {
    return room;
  }

  /** How long the last request was, with its answer. */
  long used() {
    return used;
  }

  boolean isExact() {
    return exact != null;
  }

  /** What a whole request takes. */
  long request(String system, List<ToolSpec> tools, List<Message> messages) {
    long estimate = estimate(system, tools, messages);
    long corrected = calibration.corrected(model, estimate);
    if (exact == null && corrected > TIGHT * room.request()) {
      exact = Tokenizers.of(model);
      counted.clear();
    }
    if (exact == null) {
      return corrected;
    }
    TokenCounter counter = counter();
    return counter.text(system) + counter.tools(tools) + counter.messages(messages);
  }

  /** Each tool and message is looked at once a turn, however often it is asked for. */
  private long estimate(String system, List<ToolSpec> tools, List<Message> messages) {
    long sum = TokenCounter.ESTIMATE.text(system);
    for (ToolSpec tool : tools) {
      sum += estimated.computeIfAbsent(tool, _ -> TokenCounter.ESTIMATE.tools(List.of(tool)));
    }
    for (Message message : messages) {
      sum += estimated.computeIfAbsent(message, _ -> TokenCounter.ESTIMATE.message(message));
    }
    return sum;
  }

  /** Counts as exactly as it can be done; each message once. */
  TokenCounter counter() {
    TokenCounter counter = exact;
    return new TokenCounter() {
      @Override
      public long text(String text) {
        return counter == null
            ? calibration.corrected(model, ESTIMATE.text(text))
            : counter.text(text);
      }

      @Override
      public long message(Message message) {
        return counted.computeIfAbsent(message, TokenCounter.super::message);
      }
    };
  }

  /**
   * Makes a conversation fit into the model's context.
   *
   * @return what was done, for people; null for nothing
   */
  @Nullable String fit(ContextWindow context, String system, List<ToolSpec> tools) {
    if (request(system, tools, context.messages()) <= room.request()) {
      return null;
    }
    TokenCounter counter = counter();
    long taken = counter.text(system) + counter.tools(tools);
    return context.fit(Math.max(0, room.request() - taken), counter);
  }

  /** The provider has counted a request and its answer; 0 where it doesn't. */
  void reported(ModelRequest request, long input, long output) {
    long estimate = estimate(request.system(), request.tools(), request.messages());
    if (request.messages().stream().noneMatch(ContextMeter::hasFiles)) {
      calibration.learn(model, estimate, input);
    }
    used = (input > 0 ? input : calibration.corrected(model, estimate)) + output;
  }

  private static boolean hasFiles(Message message) {
    return !message.parts(Attachment.class).isEmpty()
        || message.parts(ToolResult.class).stream()
            .anyMatch(result -> !result.attachments().isEmpty());
  }
}
