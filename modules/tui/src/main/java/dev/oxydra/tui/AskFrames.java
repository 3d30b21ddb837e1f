package dev.oxydra.tui;

import dev.oxydra.types.ModelRef;
import dev.oxydra.types.PlainJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frames that {@link Ask} sends, each with its type as {@code request_id}. Written without data
 * binding, which would take longer than the rest.
 */
final class AskFrames {
  static final String HELLO = "hello";
  static final String LIST = "list_sessions";
  static final String CREATE = "create_session";
  static final String SWITCH = "switch_session";
  static final String SEND = "send_turn";
  static final String CANCEL = "cancel_active_turn";
  static final String REMOVE = "remove_queued_turn";
  private static final String RESOLVE = "resolve_approval";
  private static final String SESSION = "session_id";
  private static final String TURN = "turn_id";

  private AskFrames() {}

  /**
   * @param session null for the user's default one
   * @param afterSeq the last event that was seen; null for no replay
   */
  static String hello(String user, @Nullable String session, @Nullable Long afterSeq) {
    Map<String, @Nullable Object> payload = request(HELLO);
    payload.put("protocol_version", 2L);
    payload.put("user_id", user);
    payload.put("features", List.of("events", "approvals", "queue"));
    if (session != null) {
      payload.put(SESSION, session);
    }
    if (afterSeq != null) {
      payload.put("after_seq", afterSeq);
    }
    return frame(HELLO, payload);
  }

  static String list() {
    Map<String, @Nullable Object> payload = request(LIST);
    payload.put("include_archived", true);
    payload.put("include_subagent_sessions", true);
    return frame(LIST, payload);
  }

  static String create(Ask.NewSession wish) {
    Map<String, @Nullable Object> payload = request(CREATE);
    payload.put("display_name", wish.name());
    if (wish.agent() != null) {
      payload.put("agent_name", wish.agent());
    }
    return frame(CREATE, payload);
  }

  static String change(String session) {
    Map<String, @Nullable Object> payload = request(SWITCH);
    payload.put(SESSION, session);
    return frame(SWITCH, payload);
  }

  static String send(String session, String turn, String prompt, @Nullable ModelRef model) {
    Map<String, @Nullable Object> payload = aboutTurn(SEND, session, turn);
    payload.put("prompt", prompt);
    if (model != null) {
      payload.put(
          "selection",
          Map.of("provider", model.provider().value(), "model", model.model().value()));
    }
    return frame(SEND, payload);
  }

  /** Cancels what runs in the session. */
  static String cancel(String session, String turn) {
    return frame(CANCEL, aboutTurn(CANCEL, session, turn));
  }

  /** Cancels a turn that waits. */
  static String remove(String session, String turn) {
    return frame(REMOVE, aboutTurn(REMOVE, session, turn));
  }

  static String resolve(String approval, String decision, @Nullable String note) {
    Map<String, @Nullable Object> payload = request(RESOLVE);
    payload.put("approval_id", approval);
    payload.put("decision", decision);
    if (note != null) {
      payload.put("note", note);
    }
    return frame(RESOLVE, payload);
  }

  private static Map<String, @Nullable Object> aboutTurn(String type, String session, String turn) {
    Map<String, @Nullable Object> payload = request(type);
    payload.put(SESSION, session);
    payload.put(TURN, turn);
    return payload;
  }

  private static Map<String, @Nullable Object> request(String type) {
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    payload.put("request_id", type);
    return payload;
  }

  private static String frame(String type, Map<String, @Nullable Object> payload) {
    Map<String, @Nullable Object> frame = new LinkedHashMap<>();
    frame.put("type", type);
    frame.put("payload", payload);
    return json(frame);
  }

  static String json(Map<?, ?> object) {
    try {
      @SuppressWarnings("unchecked") // an object of JSON has names
      Map<String, @Nullable Object> named = (Map<String, @Nullable Object>) object;
      return PlainJson.write(named);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write JSON", e);
    }
  }
}
