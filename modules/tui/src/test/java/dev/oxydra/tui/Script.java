package dev.oxydra.tui;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UserId;
import dev.oxydra.types.Uuid7;
import java.time.Instant;
import java.util.List;

/** Frames of one session, as a gateway would send them. */
final class Script {
  static final UserId ALICE = new UserId("alice");
  static final SessionId SESSION = SessionId.defaultOf(ALICE);
  static final TurnId TURN = new TurnId("turn-1");
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final StartupStatus DEMO =
      new StartupStatus(
          "process",
          true,
          true,
          false,
          List.of(
              new StartupStatus.Reason(
                  "demo_provider",
                  "No model is configured, so a rule-based demo answers. Set OPENAI_API_KEY,"
                      + " ANTHROPIC_API_KEY or GEMINI_API_KEY and run `runner restart`.")));

  private Script() {}

  static ServerFrame ack(ClientFrame.Hello hello) {
    return new ServerFrame.HelloAck(hello.requestId(), 2, ref(), null, List.of("events"));
  }

  static ServerFrame replayed(ClientFrame.Hello hello, long seq) {
    return new ServerFrame.ReplayComplete(hello.requestId(), SESSION, seq);
  }

  static ServerFrame health() {
    return new ServerFrame.HealthStatus("h", true, ref(), null, DEMO, null);
  }

  static ServerFrame.SessionRef ref() {
    return new ServerFrame.SessionRef(ALICE, SESSION);
  }

  static ServerFrame event(long seq, TurnId turn, EventPayload payload) {
    return ServerFrame.Journalled.of(
        new Event(seq, Uuid7.create(), NOW, SESSION, turn, "agent", null, payload));
  }

  static ServerFrame delta(TurnId turn, String text) {
    return new ServerFrame.AssistantDelta(
        "r", ref(), new ServerFrame.TurnRef(turn, TurnState.RUNNING), text);
  }

  static EventPayload user(String text) {
    return new EventPayload.UserMessage(Message.user(text));
  }

  static EventPayload assistant(String text) {
    return new EventPayload.AssistantMessage(Message.assistant(text), FinishReason.STOP);
  }

  static EventPayload call(String id, String name, String key, String value) {
    ObjectNode arguments = Json.mapper().createObjectNode().put(key, value);
    return new EventPayload.ToolCalled(id, name, arguments, SafetyTier.SIDE_EFFECTING);
  }

  static EventPayload result(String id, ToolResult.Outcome outcome, String text) {
    return new EventPayload.ToolResulted(id, "tool", outcome, text, 3);
  }

  static EventPayload usage() {
    return new EventPayload.UsageRecorded(new ProviderId("demo"), new ModelId("demo"), Usage.NONE);
  }

  static EventPayload completed() {
    return new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE);
  }

  /** A turn that writes a file and fails to read another. */
  static List<ServerFrame> turn() {
    return List.of(
        event(1, null, new EventPayload.SessionCreated("default", null, "gateway", null)),
        event(2, TURN, new EventPayload.TurnSubmitted("write notes.txt: hello", List.of())),
        event(3, TURN, user("write notes.txt: hello")),
        event(4, TURN, new EventPayload.TurnStarted()),
        event(5, TURN, usage()),
        event(6, TURN, call("c1", "file_write", "path", "notes.txt")),
        event(7, TURN, result("c1", ToolResult.Outcome.OK, "Wrote 5 bytes to /shared/notes.txt")),
        event(8, TURN, call("c2", "file_read", "path", "gone.txt")),
        event(9, TURN, result("c2", ToolResult.Outcome.ERROR, "There is no file gone.txt")),
        event(10, TURN, assistant("I wrote notes.txt.\n\nThe other file is not there.")),
        event(11, TURN, completed()));
  }
}
