package dev.oxydra.gateway;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ToolFrame;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.nio.charset.StandardCharsets;

/** The frames of the feature {@code tools}: what a turn thinks and does. */
record ToolFrames(ServerFrame.SessionRef session, RequestIds requestIds) {
  /** How long the preview of a result may be, in UTF-16 units. */
  private static final int PREVIEW = 2000;

  ServerFrame call(TurnId turn, EventPayload.ToolCalled called) {
    return new ToolFrame.ToolCall(
        requestIds.of(turn),
        session,
        TurnFrames.running(turn),
        called.callId(),
        called.name(),
        called.arguments(),
        called.safetyTier());
  }

  ServerFrame result(TurnId turn, EventPayload.ToolResulted resulted) {
    return new ToolFrame.ToolResult(
        requestIds.of(turn),
        session,
        TurnFrames.running(turn),
        resulted.callId(),
        resulted.outcome() == ToolResult.Outcome.OK,
        resulted.outcome(),
        preview(resulted.text()),
        utf8Length(resulted.text()),
        resulted.durationMs());
  }

  static String preview(String text) {
    return beginning(text, PREVIEW);
  }

  /** The beginning of a text, of at most so many characters, which doesn't end within one. */
  static String beginning(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  ServerFrame output(TurnId turn, TurnUpdate.ToolOutput output) {
    return new ToolFrame.ToolOutput(
        requestIds.of(turn),
        session,
        TurnFrames.running(turn),
        output.callId(),
        output.stream(),
        output.chunk());
  }

  ServerFrame reasoning(TurnId turn, TurnUpdate.Reasoning reasoning) {
    return new ToolFrame.ReasoningDelta(
        requestIds.of(turn), session, TurnFrames.running(turn), reasoning.text());
  }
}
