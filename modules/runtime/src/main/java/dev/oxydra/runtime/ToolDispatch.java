package dev.oxydra.runtime;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tool calls of one turn: read-only ones that follow each other in parallel, all others
 * one by one, in the model's order. Each call is committed before its tool runs, and its result
 * after.
 */
final class ToolDispatch {
  /** The longest result, in characters: the most that {@code tools.output_limit} allows. */
  static final int MAX_RESULT = 1 << 20;

  private static final String CUT_OFF =
      "Your answer reached the output limit in the middle of this call, so it was not run. Say less"
          + " at once: write a long file in parts, for example.";
  private static final Logger log = LoggerFactory.getLogger(ToolDispatch.class);

  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final List<ToolSpec> specs;
  private final int maxParallel;
  private final TurnRecord record;
  private final Consumer<TurnUpdate> live;

  ToolDispatch(List<Tool> tools, int maxParallel, TurnRecord record, Consumer<TurnUpdate> live) {
    tools.forEach(tool -> this.tools.put(tool.spec().name(), tool));
    this.specs = tools.stream().map(Tool::spec).toList();
    this.maxParallel = maxParallel;
    this.record = record;
    this.live = live;
  }

  List<ToolSpec> specs() {
    return specs;
  }

  /**
   * Runs all of them.
   *
   * @param cutOff whether the answer ended at the output limit: its last call may lack something,
   *     and is refused
   * @param step the provider call that they came from
   * @return their results, in the same order
   */
  List<ToolResult> run(List<ToolCall> calls, boolean cutOff, AgentLoop.Step step)
      throws InterruptedException {
    List<ToolCall> whole = cutOff ? calls.subList(0, calls.size() - 1) : calls;
    List<ToolResult> results = new ArrayList<>();
    for (List<ToolCall> batch : batches(whole)) {
      Progress started = progress(batch, step);
      live.accept(started);
      try (Heartbeat _ = Heartbeat.start(started, live)) {
        results.addAll(runBatch(batch));
      }
    }
    if (cutOff) {
      results.add(refuse(calls.getLast()));
    }
    return results;
  }

  private static Progress progress(List<ToolCall> batch, AgentLoop.Step step) {
    List<String> names = batch.stream().map(ToolCall::name).distinct().toList();
    String count = batch.size() == names.size() ? "" : " (%d calls)".formatted(batch.size());
    return new Progress(
        Progress.Kind.TOOL_EXECUTION,
        names,
        0,
        "Running " + String.join(", ", names) + count,
        step.call(),
        step.of());
  }

  private ToolResult refuse(ToolCall call) {
    record.append(called(call));
    ToolResult result = new ToolResult(call.id(), ToolResult.Outcome.ERROR, CUT_OFF);
    commit(call, result, 0);
    return result;
  }

  private EventPayload called(ToolCall call) {
    return new EventPayload.ToolCalled(call.id(), call.name(), call.arguments(), tierOf(call));
  }

  /** Consecutive read-only calls together, each other one alone. */
  private List<List<ToolCall>> batches(List<ToolCall> calls) {
    List<List<ToolCall>> batches = new ArrayList<>();
    boolean open = false;
    for (ToolCall call : calls) {
      boolean parallel = tierOf(call) == SafetyTier.READ_ONLY;
      if (parallel && open) {
        batches.getLast().add(call);
      } else {
        batches.add(new ArrayList<>(List.of(call)));
      }
      open = parallel;
    }
    return batches;
  }

  /** A call of a tool that doesn't exist does nothing, so it is read-only. */
  private SafetyTier tierOf(ToolCall call) {
    Tool tool = tools.get(call.name());
    return tool == null ? SafetyTier.READ_ONLY : tool.spec().tier();
  }

  private List<ToolResult> runBatch(List<ToolCall> batch) throws InterruptedException {
    record.append(batch.stream().map(this::called).toList());
    return batch.size() == 1 ? List.of(runOne(batch.getFirst())) : runParallel(batch);
  }

  private List<ToolResult> runParallel(List<ToolCall> batch) throws InterruptedException {
    Semaphore places = new Semaphore(maxParallel);
    List<Future<ToolResult>> running = new ArrayList<>();
    // Its close waits for calls that an interrupt is ending.
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ToolCall call : batch) {
        running.add(executor.submit(() -> runInPlace(call, places)));
      }
      try {
        return results(running);
      } catch (InterruptedException e) {
        // Not Future.cancel: a call whose thread has yet to begin would end without its result.
        executor.shutdownNow();
        throw e;
      }
    } catch (ExecutionException e) {
      throw asThrown(e);
    }
  }

  private static List<ToolResult> results(List<Future<ToolResult>> running)
      throws InterruptedException, ExecutionException {
    List<ToolResult> results = new ArrayList<>();
    for (Future<ToolResult> call : running) {
      results.add(call.get());
    }
    return results;
  }

  private static RuntimeException asThrown(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case InterruptedException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> new IllegalStateException("A tool call ended oddly", e);
    };
  }

  private ToolResult runInPlace(ToolCall call, Semaphore places) throws InterruptedException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      commit(call, cancelled(call), 0);
      throw e;
    }
    try {
      return runOne(call);
    } finally {
      places.release();
    }
  }

  private ToolResult runOne(ToolCall call) throws InterruptedException {
    long start = System.nanoTime();
    InterruptedException cancelled = null;
    ToolResult result;
    try {
      result = invoke(call);
    } catch (InterruptedException e) {
      cancelled = e;
      result = cancelled(call);
    }
    commit(call, result, System.nanoTime() - start);
    if (cancelled != null) {
      throw cancelled;
    }
    return result;
  }

  private static ToolResult cancelled(ToolCall call) {
    return new ToolResult(
        call.id(), ToolResult.Outcome.CANCELLED, "The user cancelled the turn before this ended.");
  }

  private void commit(ToolCall call, ToolResult result, long nanos) {
    record.append(
        new EventPayload.ToolResulted(
            call.id(),
            call.name(),
            result.outcome(),
            result.text(),
            Duration.ofNanos(nanos).toMillis()));
  }

  private ToolResult invoke(ToolCall call) throws InterruptedException {
    Tool tool = tools.get(call.name());
    ToolOutput output = tool == null ? unknownTool(call) : output(tool, call);
    return new ToolResult(
        call.id(),
        output.ok() ? ToolResult.Outcome.OK : ToolResult.Outcome.ERROR,
        bounded(output.text()));
  }

  /** Built-in tools bound their output themselves, and better; others may not. */
  private static String bounded(String text) {
    String start = start(text, MAX_RESULT);
    return start.length() == text.length()
        ? text
        : start + "\n[… the first %d of %d characters]".formatted(start.length(), text.length());
  }

  /** As many of a text's first characters as there is room for. */
  static String start(String text, int room) {
    if (text.length() <= room) {
      return text;
    }
    boolean torn = room > 0 && Character.isHighSurrogate(text.charAt(room - 1));
    return text.substring(0, torn ? room - 1 : room);
  }

  private ToolOutput output(Tool tool, ToolCall call) throws InterruptedException {
    try (LiveOutput shown = new LiveOutput(call.id(), live)) {
      ToolContext context =
          new ToolContext(record.turn().sessionId(), record.turn().id(), call.id(), shown);
      return tool.run(call.arguments(), context);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      log.error("Tool {} failed", call.name(), e);
      return ToolOutput.failed("The tool itself failed: " + describe(e));
    }
  }

  private static String describe(Throwable e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private ToolOutput unknownTool(ToolCall call) {
    return ToolOutput.failed(
        "There is no tool '"
            + call.name()
            + "'. The tools are: "
            + String.join(", ", tools.keySet()));
  }
}
