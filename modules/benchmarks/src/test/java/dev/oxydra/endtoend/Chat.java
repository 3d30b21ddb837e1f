package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A conversation in one session, as a client with the feature {@code events} has it.
 *
 * @param client the connection
 * @param session the session
 */
record Chat(ProtocolClient client, String session) implements AutoCloseable {
  /** The user's default session over TCP, with all of its events. */
  static Chat open(RunnerUnderTest runner) throws IOException {
    return over(runner.connect());
  }

  /** The user's default session over this connection, with all of its events. */
  static Chat over(ProtocolClient client) {
    JsonNode ack =
        client.hello(
            Map.of("user_id", USER, "features", List.of("events"), "after_seq", 0), PATIENCE);
    client.await("replay_complete", PATIENCE);
    return new Chat(client, ack.path("session").path("session_id").asText());
  }

  /** Creates a session and moves to it. */
  Chat create() {
    String request = client.send("create_session", Map.of("display_name", "another"));
    JsonNode created =
        client.await("session_created", p -> ProtocolClient.isAnswerTo(request, p), PATIENCE);
    return new Chat(client, created.path("session").path("session_id").asText());
  }

  /** Switches to another session, by its id or a prefix of it. */
  Chat switchTo(String id) {
    String request = client.send("switch_session", Map.of("session_id", id));
    JsonNode switched =
        client.await("session_switched", p -> ProtocolClient.isAnswerTo(request, p), PATIENCE);
    return new Chat(client, switched.path("session").path("session_id").asText());
  }

  /** Begins a turn and returns its id. */
  String begin(String prompt) {
    return begin(prompt, List.of());
  }

  /** Begins a turn with attachments, each with its {@code mime_type} and {@code data}. */
  String begin(String prompt, List<Map<String, String>> attachments) {
    String turn = UUID.randomUUID().toString();
    client.send(
        "send_turn",
        Map.of(
            "session_id", session, "turn_id", turn, "prompt", prompt, "attachments", attachments));
    return turn;
  }

  /** The frame that ends a turn, or refuses it. */
  ProtocolClient.Frame end(String turn) {
    return client.awaitFrame(
        "end of the turn " + turn,
        frame ->
            List.of("turn_completed", "turn_cancelled", "error").contains(frame.type())
                && (frame.payload().path("turn").path("turn_id").asText().equals(turn)
                    || frame.type().equals("error")),
        PATIENCE);
  }

  /** Runs a turn, and wants it to be completed; returns the answer. */
  String ask(String prompt) {
    return answer(begin(prompt));
  }

  /** The answer of a turn that is to be completed. */
  String answer(String turn) {
    ProtocolClient.Frame end = end(turn);
    assertEquals("turn_completed", end.type(), () -> end.payload().toString());
    return end.payload().path("response").path("message").path("content").asText();
  }

  /** Runs a turn, and wants it to fail; returns the error. */
  JsonNode fail(String prompt) {
    String turn = begin(prompt);
    ProtocolClient.Frame end = end(turn);
    assertEquals("error", end.type(), () -> end.payload().toString());
    assertEquals(turn, end.payload().path("turn").path("turn_id").asText(), end::toString);
    assertEquals("failed", end.payload().path("turn").path("state").asText(), end::toString);
    return end.payload();
  }

  /** Asks for the end of a running turn. */
  void cancel(String turn) {
    client.send("cancel_active_turn", Map.of("session_id", session, "turn_id", turn));
  }

  /** The events that have come so far, in order. */
  List<JsonNode> events() {
    return client.received().stream()
        .filter(frame -> frame.type().equals("event"))
        .map(ProtocolClient.Frame::payload)
        .toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
