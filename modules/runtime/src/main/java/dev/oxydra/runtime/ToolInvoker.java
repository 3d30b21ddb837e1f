package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door to the tools of a turn: a call is looked up, judged by the policy and, where that
 * wants it, by the user; it is committed, run within its time, its output bounded and scrubbed, and
 * its result committed. Nothing else calls {@link Tool#run}.
 */
final class ToolInvoker {
  /** The longest result, in characters: the most that {@code tools.output_limit} allows. */
  static final int MAX_RESULT = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(ToolInvoker.class);

  /** What each call of this turn is for, from when it is first looked at until it has run. */
  private final Map<String, Optional<Tool>> meant = new ConcurrentHashMap<>();

  private final Toolbox box;
  private final TurnRecord record;
  private final Consumer<TurnUpdate> live;
  private final Questions questions;
  private final BooleanSupplier stopped;
  private final FirstChange firstChange;
  private final ShownFiles shown;

  /** See {@link ToolPolicy#decide}. */
  private final Set<String> sources = ConcurrentHashMap.newKeySet();

  /** Calls that were allowed and committed in an earlier process, and go on. */
  private final Set<String> open = new HashSet<>();

  /**
   * @param deciding asks the user
   * @param stopped whether the turn is to stop
   */
  ToolInvoker(
      Toolbox box,
      TurnRecord record,
      Consumer<TurnUpdate> live,
      Questions.Deciding deciding,
      BooleanSupplier stopped) {
    this.stopped = stopped;
    this.box = box;
    this.shown = new ShownFiles(box.files(), ShownFiles.OF_TURN);
    this.record = record;
    this.live = live;
    this.questions = new Questions(record, deciding, box.answerTimeout(), box.upkeep());
    this.firstChange = new FirstChange(box.checkpoints(), record);
    if (record.turn().begun()) {
      List<Event> turn = record.journal().turn(record.turn().sessionId(), record.turn().id());
      sources.addAll(Fence.sources(turn));
      open.addAll(open(turn));
    }
  }

  /** The calls of a turn that have no result. */
  private static Set<String> open(List<Event> turn) {
    Set<String> calls = new HashSet<>();
    for (Event event : turn) {
      if (event.payload() instanceof EventPayload.ToolCalled called) {
        calls.add(called.callId());
      } else if (event.payload() instanceof EventPayload.ToolResulted resulted) {
        calls.remove(resulted.callId());
      }
    }
    return calls;
  }

  /** The turn has read what somebody wrote, see {@link ToolPolicy#decide}. */
  void hasRead(String source) {
    Stream.of(source.split(",")).filter(it -> !it.isEmpty()).forEach(sources::add);
  }

  /** What the model is told of in its next call. */
  List<ToolSpec> specs() throws InterruptedException {
    return box.offered(record.turn().sessionId()).stream().map(Tool::spec).toList();
  }

  /** What was judged is what runs, though its name may mean another tool, or one, meanwhile. */
  private @Nullable Tool toolOf(ToolCall call) {
    return meant
        .computeIfAbsent(call.id(), id -> Optional.ofNullable(box.find(call.name())))
        .orElse(null);
  }

  /** A call of a tool that doesn't exist does nothing, so it is read-only. */
  SafetyTier tierOf(ToolCall call) {
    Tool tool = toolOf(call);
    return tool == null ? SafetyTier.READ_ONLY : tool.spec().tier();
  }

  /**
   * Which of some calls may not run, and why; asks the user where the policy wants it.
   *
   * @param calls what is to run next
   * @param later what follows in the same answer: a question is about those that are like it too
   */
  Map<String, String> refused(List<ToolCall> calls, List<ToolCall> later)
      throws InterruptedException {
    Map<String, String> refused = new LinkedHashMap<>();
    for (ToolCall call : calls) {
      String why = open.contains(call.id()) ? null : refusal(call, later);
      if (why != null) {
        refused.put(call.id(), why);
      }
    }
    return refused;
  }

  private @Nullable String refusal(ToolCall call, List<ToolCall> later)
      throws InterruptedException {
    Tool tool = toolOf(call);
    if (tool == null) {
      return null;
    }
    return switch (box.policy().decide(tool.spec(), call, sources)) {
      case ToolPolicy.Verdict.Allow allowed -> null;
      case ToolPolicy.Verdict.Deny(String reason) -> "The configuration forbids this: " + reason;
      case ToolPolicy.Verdict.Ask ask ->
          questions.refusal(call, tool.spec(), ask, alike(call, later));
    };
  }

  private ToolPolicy.Verdict verdict(ToolCall call) {
    Tool tool = toolOf(call);
    return tool == null
        ? new ToolPolicy.Verdict.Allow()
        : box.policy().decide(tool.spec(), call, sources);
  }

  private List<ToolCall> alike(ToolCall call, List<ToolCall> later) {
    return later.stream()
        .filter(other -> other.name().equals(call.name()) && !other.id().equals(call.id()))
        .filter(other -> verdict(other) instanceof ToolPolicy.Verdict.Ask)
        .toList();
  }

  EventPayload called(ToolCall call) {
    return new EventPayload.ToolCalled(call.id(), call.name(), call.arguments(), tierOf(call));
  }

  /** Commits calls that are about to be run. */
  void commitCalls(List<ToolCall> calls) {
    List<EventPayload> called =
        calls.stream().filter(call -> !open.contains(call.id())).map(this::called).toList();
    if (!called.isEmpty()) {
      record.append(called);
    }
  }

  /** Commits a call that doesn't run, and its result. */
  ToolResult refuse(ToolCall call, String why) {
    ToolResult result = new ToolResult(call.id(), ToolResult.Outcome.ERROR, why);
    record.append(called(call), resulted(call, result, 0));
    return result;
  }

  /** Commits the result of a call that was committed and will not run. */
  void cancel(ToolCall call) {
    record.append(resulted(call, cancelled(call), 0));
  }

  /**
   * Runs a committed call and commits its result.
   *
   * @throws InterruptedException when the turn was cancelled; the result is committed all the same
   */
  ToolResult run(ToolCall call) throws InterruptedException {
    long start = System.nanoTime();
    InterruptedException cancelled = null;
    Ran ran;
    try {
      firstChange.before(tierOf(call));
      ran = invoke(call);
    } catch (InterruptedException e) {
      cancelled = e;
      ran = new Ran(cancelled(call), List.of());
    }
    record.append(resulted(call, ran, System.nanoTime() - start));
    if (cancelled != null) {
      throw cancelled;
    }
    return shown.beside(ran.result(), ToolFile.Audience.MODEL.of(ran.files()));
  }

  /** A result, and the files that it refers to. */
  private record Ran(ToolResult result, List<ToolFile> files) {}

  private static EventPayload resulted(ToolCall call, ToolResult result, long nanos) {
    return resulted(call, new Ran(result, List.of()), nanos);
  }

  private static EventPayload resulted(ToolCall call, Ran ran, long nanos) {
    return new EventPayload.ToolResulted(
        call.id(),
        call.name(),
        ran.result().outcome(),
        ran.result().text(),
        Duration.ofNanos(nanos).toMillis(),
        ran.files());
  }

  private static ToolResult cancelled(ToolCall call) {
    return new ToolResult(
        call.id(), ToolResult.Outcome.CANCELLED, "The user cancelled the turn before this ended.");
  }

  private Ran invoke(ToolCall call) throws InterruptedException {
    Tool tool = toolOf(call);
    ToolOutput output =
        tool == null ? unknownTool(call) : box.screen().screen(tool.spec(), output(tool, call));
    String text = bounded(output.text());
    if (output.source() != null) {
      hasRead(output.source());
    } else if (output.ok() || tierOf(call) != SafetyTier.READ_ONLY) {
      sources.add(ToolPolicy.WORKSPACE);
    }
    ToolResult result =
        new ToolResult(
            call.id(),
            output.ok() ? ToolResult.Outcome.OK : ToolResult.Outcome.ERROR,
            output.source() == null ? text : Fence.around(output.source(), text));
    return new Ran(result, output.files());
  }

  /** The screen bounds outputs, and better; this is for those that it lets through. */
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
    try (LiveOutput watched = new LiveOutput(call.id(), live)) {
      ToolContext context =
          new ToolContext(
              record.turn().sessionId(),
              record.turn().id(),
              call.id(),
              watched,
              new UserFiles(record.journal(), record.turn().sessionId()),
              sources);
      return withinTime(tool, call, context);
    }
  }

  private ToolOutput withinTime(Tool tool, ToolCall call, ToolContext context)
      throws InterruptedException {
    Duration limit = box.timeout().apply(tool.spec());
    try (CallDeadline deadline = CallDeadline.start(limit, stopped)) {
      try {
        return attempt(tool, call, context);
      } catch (InterruptedException e) {
        if (!deadline.isOver()) {
          throw e;
        }
        return ToolOutput.failed(
            "The call took longer than %d s and was stopped: it may have done part of its work."
                .formatted(limit.toSeconds()));
      }
    }
  }

  private static ToolOutput attempt(Tool tool, ToolCall call, ToolContext context)
      throws InterruptedException {
    try {
      return tool.run(call.arguments(), context);
    } catch (ToolException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped");
      }
      return ToolOutput.failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      log.error("Tool {} failed", call.name(), e);
      return ToolOutput.failed("The tool itself failed: " + describe(e));
    }
  }

  private static String describe(Throwable e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private ToolOutput unknownTool(ToolCall call) throws InterruptedException {
    return ToolOutput.failed(
        "There is no tool '"
            + call.name()
            + "'. The tools are: "
            + String.join(", ", specs().stream().map(ToolSpec::name).toList()));
  }
}
