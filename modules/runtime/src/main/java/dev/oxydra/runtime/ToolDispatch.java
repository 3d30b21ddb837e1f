package dev.oxydra.runtime;

import dev.oxydra.types.Delegation;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Runs the tool calls of one answer: read-only ones that follow each other in parallel, and so
 * those that ask other agents; all others one by one, in the model's order. Each call is committed
 * before its tool runs, and its result after.
 */
final class ToolDispatch {
  private static final String CUT_OFF =
      "Your answer reached the output limit in the middle of this call, so it was not run. Say less"
          + " at once: write a long file in parts, for example.";

  private final ToolInvoker invoker;
  private final int maxParallel;
  private final Consumer<TurnUpdate> live;

  ToolDispatch(ToolInvoker invoker, int maxParallel, Consumer<TurnUpdate> live) {
    this.invoker = invoker;
    this.maxParallel = maxParallel;
    this.live = live;
  }

  List<ToolSpec> specs() throws InterruptedException {
    return invoker.specs();
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
    try (Heartbeat heartbeat = Heartbeat.start(live)) {
      for (List<ToolCall> batch : batches(whole)) {
        Map<String, String> refused =
            invoker.refused(batch, whole.subList(results.size(), whole.size()));
        Progress started = progress(batch, step);
        live.accept(started);
        heartbeat.running(started);
        results.addAll(runBatch(batch, refused));
        heartbeat.pause();
      }
    }
    if (cutOff) {
      results.add(invoker.refuse(calls.getLast(), CUT_OFF));
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

  /** Consecutive calls that may run at once together, each other one alone. */
  private List<List<ToolCall>> batches(List<ToolCall> calls) {
    List<List<ToolCall>> batches = new ArrayList<>();
    Company before = Company.NONE;
    for (ToolCall call : calls) {
      Company company = companyOf(call);
      if (company != Company.NONE && company == before) {
        batches.getLast().add(call);
      } else {
        batches.add(new ArrayList<>(List.of(call)));
      }
      before = company;
    }
    return batches;
  }

  /** With which others a call may run. */
  private enum Company {
    NONE,
    READERS,
    AGENTS
  }

  /**
   * Agents who are asked together work together: what each changes is their callers' to think of.
   */
  private Company companyOf(ToolCall call) {
    if (call.name().equals(Delegation.TOOL)) {
      return Company.AGENTS;
    }
    return invoker.tierOf(call) == SafetyTier.READ_ONLY ? Company.READERS : Company.NONE;
  }

  /**
   * @param refused why some of them may not run, by their ids
   */
  private List<ToolResult> runBatch(List<ToolCall> batch, Map<String, String> refused)
      throws InterruptedException {
    Map<String, ToolResult> results = new HashMap<>();
    batch.stream()
        .filter(call -> refused.containsKey(call.id()))
        .map(call -> invoker.refuse(call, Objects.requireNonNull(refused.get(call.id()))))
        .forEach(result -> results.put(result.callId(), result));
    List<ToolCall> allowed =
        batch.stream().filter(call -> !refused.containsKey(call.id())).toList();
    runAllowed(allowed).forEach(result -> results.put(result.callId(), result));
    return batch.stream().map(call -> Objects.requireNonNull(results.get(call.id()))).toList();
  }

  private List<ToolResult> runAllowed(List<ToolCall> calls) throws InterruptedException {
    if (calls.isEmpty()) {
      return List.of();
    }
    invoker.commitCalls(calls);
    return calls.size() == 1 ? List.of(invoker.run(calls.getFirst())) : runParallel(calls);
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
      invoker.cancel(call);
      throw e;
    }
    try {
      return invoker.run(call);
    } finally {
      places.release();
    }
  }
}
