package dev.oxydra.runtime;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.Event;
import dev.oxydra.types.Grant;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.Uuid7;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the user is asked about the calls of a turn. The journal is what remembers: an answer that
 * was given, and a question that is still open, count in the next process too.
 */
final class Questions {
  private static final int MAX_ALSO = 100;

  private final TurnRecord record;
  private final Deciding deciding;
  private final Duration patience;
  private final Toolbox.Upkeep upkeep;

  /** Asks and waits, see {@link dev.oxydra.types.TurnHost#decide}. */
  @FunctionalInterface
  interface Deciding {
    ApprovalEvent.Resolved decide(ApprovalEvent.Requested request) throws InterruptedException;
  }

  /**
   * @param patience how long the user may take to answer
   * @param upkeep says what calls depend on
   */
  Questions(TurnRecord record, Deciding deciding, Duration patience, Toolbox.Upkeep upkeep) {
    this.record = record;
    this.deciding = deciding;
    this.patience = patience;
    this.upkeep = upkeep;
  }

  /**
   * Why a call may not run; null when it may.
   *
   * @param tool what is called
   * @param ask why the user is asked, and whether earlier answers count
   * @param alike calls of the same answer that would be asked about in the same way
   */
  @Nullable String refusal(
      ToolCall call, ToolSpec tool, ToolPolicy.Verdict.Ask ask, List<ToolCall> alike)
      throws InterruptedException {
    Asked asked = asked(call, binding(call, tool));
    if (asked.answer() != null) {
      return refusal(asked.answer());
    }
    if (asked.request() != null) {
      return refusal(deciding.decide(asked.request()));
    }
    if (isGranted(call, tool, ask.again())) {
      return null;
    }
    List<ToolCall> also =
        alike.stream()
            .filter(other -> !isGranted(other, tool, ask.again()))
            .limit(MAX_ALSO)
            .toList();
    return refusal(deciding.decide(request(call, tool, ask.reason(), also)));
  }

  /** What this turn has asked about a call already, in this process or an earlier one. */
  private record Asked(
      ApprovalEvent.@Nullable Requested request, ApprovalEvent.@Nullable Resolved answer) {}

  private Asked asked(ToolCall call, @Nullable String binding) {
    Turn turn = record.turn();
    Asked asked = new Asked(null, null);
    for (Event event : record.journal().turn(turn.sessionId(), turn.id())) {
      if (event.payload() instanceof ApprovalEvent.Requested request
          && request.isAbout(call.id())
          && request.tool().equals(call.name())
          && Objects.equals(request.binding(), binding)) {
        asked = new Asked(request, null);
      } else if (event.payload() instanceof ApprovalEvent.Resolved answer
          && asked.request() != null
          && asked.request().approvalId().equals(answer.approvalId())) {
        asked = new Asked(asked.request(), answer);
      }
    }
    return asked;
  }

  /**
   * Whether an earlier answer was for calls like this one.
   *
   * @param again whether it must have been given in this turn
   */
  private boolean isGranted(ToolCall call, ToolSpec tool, boolean again) {
    CallPattern wanted = CallPattern.of(call.name(), call.arguments());
    String binding = binding(call, tool);
    Turn turn = record.turn();
    Set<ApprovalEvent.Requested> ours =
        record.journal().turn(turn.sessionId(), turn.id()).stream()
            .map(Event::payload)
            .filter(ApprovalEvent.Requested.class::isInstance)
            .map(ApprovalEvent.Requested.class::cast)
            .collect(Collectors.toSet());
    return record.journal().projections().grants().stream()
        .filter(grant -> isInForce(grant) && grant.request().tool().equals(call.name()))
        .filter(grant -> Objects.equals(grant.request().binding(), binding))
        .filter(grant -> !again || ours.contains(grant.request()))
        .anyMatch(grant -> CallPattern.of(grant.request()).contains(wanted));
  }

  private boolean isInForce(Grant grant) {
    return grant.decision() == Decision.ALLOW_ALWAYS
        || grant.sessionId().equals(record.turn().sessionId());
  }

  private ApprovalEvent.Requested request(
      ToolCall call, ToolSpec tool, String reason, List<ToolCall> also) {
    return new ApprovalEvent.Requested(
        Uuid7.create().toString(),
        call.id(),
        call.name(),
        call.arguments(),
        tool.tier(),
        reason,
        Instant.now().plus(patience),
        also.stream()
            .map(other -> new ApprovalEvent.AlsoAsked(other.id(), other.arguments()))
            .toList(),
        binding(call, tool));
  }

  /**
   * What else an answer is for: the tool as it is, where a stranger defines it, or what the tools
   * say, see {@link Toolbox.Upkeep#binding}; null for nothing.
   */
  private @Nullable String binding(ToolCall call, ToolSpec tool) {
    if (tool.revision() != null) {
      return "as of " + tool.revision();
    }
    String binding = upkeep.binding(record.turn().sessionId(), call);
    return binding.isEmpty() ? null : binding;
  }

  private static @Nullable String refusal(ApprovalEvent.Resolved answer) {
    if (answer.decision() != Decision.DENY) {
      return null;
    }
    String who =
        answer.by().equals("system") ? "This was not allowed" : "The user did not allow this";
    return answer.note() == null || answer.note().isBlank()
        ? who + ". Don't try to do the same in another way."
        : who + ": " + answer.note();
  }
}
