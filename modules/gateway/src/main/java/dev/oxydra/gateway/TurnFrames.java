package dev.oxydra.gateway;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The frames that show a turn to a version-2 client, made of events and live updates. */
record TurnFrames(ServerFrame.SessionRef session, RequestIds requestIds) {

  ServerFrame started(TurnId turn) {
    return new ServerFrame.TurnStarted(requestIds.of(turn), session, running(turn));
  }

  ServerFrame.AssistantDelta delta(TurnId turn, String text) {
    return new ServerFrame.AssistantDelta(requestIds.of(turn), session, running(turn), text);
  }

  ServerFrame progress(TurnId turn, TurnUpdate.Progress progress) {
    boolean ofTools =
        switch (progress.kind()) {
          case TOOL_EXECUTION, TOOL_HEARTBEAT -> true;
          case PROVIDER_CALL, ROLLING_SUMMARY -> false;
        };
    var kind =
        new ServerFrame.Kind(
            progress.kind(),
            ofTools ? progress.toolNames() : null,
            progress.kind() == TurnUpdate.Progress.Kind.TOOL_HEARTBEAT
                ? progress.elapsedSecs()
                : null);
    return new ServerFrame.TurnProgress(
        requestIds.of(turn),
        session,
        running(turn),
        new ServerFrame.Progress(kind, progress.message(), progress.turn(), progress.maxTurns()));
  }

  ServerFrame failed(TurnId turn, String reason, String message) {
    return new ServerFrame.Error(
        requestIds.of(turn), session, ref(turn, TurnState.FAILED), message, reason);
  }

  /**
   * The frame that ends a turn.
   *
   * @param end a {@code turn.completed}, {@code turn.cancelled} or {@code turn.failed}
   * @param answer the turn's last message
   */
  ServerFrame ended(Event end, EventPayload.@Nullable AssistantMessage answer) {
    TurnId turn = Objects.requireNonNull(end.turnId(), "turn_id");
    return switch (end.payload()) {
      case EventPayload.TurnCompleted completed ->
          new ServerFrame.TurnCompleted(
              requestIds.of(turn),
              session,
              ref(turn, TurnState.COMPLETED),
              response(completed, answer));
      case EventPayload.TurnCancelled cancelled ->
          new ServerFrame.TurnCancelled(
              requestIds.of(turn), session, ref(turn, TurnState.CANCELLED));
      case EventPayload.TurnFailed failed -> failed(turn, failed.reason(), failed.message());
      default -> throw new IllegalArgumentException("Not the end of a turn: " + end);
    };
  }

  static ServerFrame.TurnRef running(TurnId turn) {
    return ref(turn, TurnState.RUNNING);
  }

  private static ServerFrame.TurnRef ref(TurnId turn, TurnState state) {
    return new ServerFrame.TurnRef(turn, state);
  }

  private static ServerFrame.Response response(
      EventPayload.TurnCompleted completed, EventPayload.@Nullable AssistantMessage answer) {
    Message message =
        answer == null ? new Message(Role.ASSISTANT, List.<Content>of()) : answer.message();
    FinishReason reason = answer == null ? completed.finishReason() : answer.finishReason();
    List<ServerFrame.CalledTool> calls =
        message.toolCalls().stream()
            .map(call -> new ServerFrame.CalledTool(call.id(), call.name(), call.arguments()))
            .toList();
    List<ServerFrame.CalledTool> present = calls.isEmpty() ? null : calls;
    List<Attachment> attachments = message.parts(Attachment.class);
    String text = message.parts(Content.Text.class).isEmpty() ? null : message.text();
    return new ServerFrame.Response(
        new ServerFrame.ResponseMessage(
            message.role(), text, present, attachments.isEmpty() ? null : attachments),
        present,
        reason,
        counts(completed.usage()));
  }

  private static ServerFrame.TokenCounts counts(Usage usage) {
    return new ServerFrame.TokenCounts(
        usage.inputTokens(), usage.outputTokens(), usage.inputTokens() + usage.outputTokens());
  }
}
