package dev.oxydra.testing;

import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.Role;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider that answers what a test tells it to, call by call, and keeps the requests. */
public final class ScriptedProvider implements Provider {
  /** What each call of the script uses, in tokens: 10 in, 5 out. */
  public static final Usage USAGE = new Usage(10, 5, 0, 0);

  /** One answer. */
  @FunctionalInterface
  public interface Step {
    Completion answer(ModelRequest request, Consumer<StreamEvent> sink) throws InterruptedException;
  }

  private final Queue<Step> steps = new ArrayDeque<>();
  private final List<ModelRequest> requests = new ArrayList<>();

  public ScriptedProvider(Step... steps) {
    this.steps.addAll(Arrays.asList(steps));
  }

  /** Says {@code text}, one delta a word. */
  public static Step says(String text) {
    return (request, sink) -> {
      for (String word : text.splitWithDelimiters(" ", 0)) {
        sink.accept(new StreamEvent.TextDelta(word));
      }
      return new Completion(Message.assistant(text), FinishReason.STOP, USAGE);
    };
  }

  /** Calls tools. */
  public static Step calls(ToolCall... calls) {
    return (request, sink) ->
        new Completion(
            new Message(Role.ASSISTANT, List.<Content>of(calls)), FinishReason.TOOL_CALLS, USAGE);
  }

  /** Fails. */
  public static Step fails(RuntimeException failure) {
    return (request, sink) -> {
      throw failure;
    };
  }

  /** Says {@code text}, opens {@code reached}, and then nothing more until it is interrupted. */
  public static Step hangs(String text, CountDownLatch reached) {
    return (request, sink) -> {
      sink.accept(new StreamEvent.TextDelta(text));
      reached.countDown();
      new CountDownLatch(1).await();
      throw new AssertionError("unreachable");
    };
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Step step = next(request);
    if (step == null) {
      throw new AssertionError("The script has no answer left for " + request);
    }
    return step.answer(request, sink);
  }

  private synchronized @Nullable Step next(ModelRequest request) {
    requests.add(request);
    return steps.poll();
  }

  /** What it was asked so far. */
  public synchronized List<ModelRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {}
}
