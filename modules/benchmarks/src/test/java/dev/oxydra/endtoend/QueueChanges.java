package dev.oxydra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What a client has asked about turns of its own that wait or run, and was told is done. */
final class QueueChanges {
  /** What it may ask. */
  enum Kind {
    EDIT("edit_queued_turn"),
    REMOVE("remove_queued_turn"),
    STEER("steer_turn");

    private final String frame;

    Kind(String frame) {
      this.frame = frame;
    }
  }

  /**
   * A change of one turn.
   *
   * @param prompt the new one, or what is said to the turn; nothing where it is removed
   */
  record Change(Kind kind, String turn, String prompt) {}

  /** It has begun, or has ended: too late. */
  private static final Set<String> TOO_LATE = Set.of("turn_not_waiting", "no_active_turn");

  private final String session;
  private final RandomGenerator random;
  private final Map<String, Change> asked = new LinkedHashMap<>();
  private final Set<Change> made = new LinkedHashSet<>();

  QueueChanges(String session, RandomGenerator random) {
    this.session = session;
    this.random = random;
  }

  /** A turn waits, or is about to run: now and then it is changed. */
  void accepted(String turn, ProtocolClient connection) {
    switch (random.nextInt(8)) {
      case 0 -> ask(new Change(Kind.EDIT, turn, "hello, edited " + UUID.randomUUID()), connection);
      case 1 -> ask(new Change(Kind.REMOVE, turn, ""), connection);
      default -> {
        // It stays as it is.
      }
    }
  }

  /** A turn runs: now and then it is spoken to. */
  void started(String turn, ProtocolClient connection) {
    if (random.nextInt(4) == 0) {
      ask(new Change(Kind.STEER, turn, "hello, by the way " + UUID.randomUUID()), connection);
    }
  }

  private void ask(Change change, ProtocolClient connection) {
    Map<String, String> payload = new HashMap<>();
    payload.put("request_id", UUID.randomUUID().toString());
    payload.put("session_id", session);
    payload.put("turn_id", change.turn());
    if (change.kind() != Kind.REMOVE) {
      payload.put("prompt", change.prompt());
    }
    asked.put(payload.get("request_id"), change);
    connection.send(change.kind().frame, payload);
  }

  /** An answer, to one of these requests or to another one. */
  void answered(JsonNode payload) {
    Change change = asked.get(payload.path("request_id").asText());
    if (change != null) {
      made.add(change);
    }
  }

  /** Whether an error says no more than that a change came too late. */
  boolean wasTooLate(JsonNode error) {
    return asked.containsKey(error.path("request_id").asText())
        && TOO_LATE.contains(error.path("code").asText());
  }

  /** All that was asked for; what was not answered may or may not be done. */
  List<Change> asked() {
    return List.copyOf(asked.values());
  }

  /** What was answered. */
  List<Change> made() {
    return List.copyOf(made);
  }
}
