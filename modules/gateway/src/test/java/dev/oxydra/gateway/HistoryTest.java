package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The feature {@code history}: sessions read, searched, renamed, put aside, copied and deleted. */
class HistoryTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("history"));

  /** Four sessions, one turn at a time. */
  private static final AgentConfig.Gateway SMALL =
      new AgentConfig.Gateway(List.of(), List.of(), 65_536, 2, 10, 15, 4, 1, 3);

  private final InMemoryJournal journal = new InMemoryJournal();
  private final Served served = Served.start(journal, SMALL);

  @AfterEach
  void close() {
    served.close();
  }

  private static String send(ProtocolClient client, String session, String turn, String prompt) {
    return client.send(
        "send_turn", Map.of("session_id", session, "turn_id", turn, "prompt", prompt));
  }

  private static void run(ProtocolClient client, String session, String turn, String prompt) {
    send(client, session, turn, prompt);
    client.await("turn_completed", e -> e.at("/turn/turn_id").asText().equals(turn), DEADLINE);
  }

  private static String create(ProtocolClient client) {
    client.send("create_session", Map.of());
    return client.await("session_created", DEADLINE).at("/session/session_id").asText();
  }

  /** Asks, and waits for the answer of this type. */
  private static JsonNode ask(
      ProtocolClient client, String type, Map<String, ?> fields, String answer) {
    String request = client.send(type, fields);
    ProtocolClient.Frame frame =
        client.awaitFrame(
            "an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), DEADLINE);
    assertEquals(answer, frame.type(), frame.payload().toString());
    return frame.payload();
  }

  private static JsonNode refused(
      ProtocolClient client, String type, Map<String, ?> fields, String code) {
    JsonNode error = ask(client, type, fields, "error");
    assertEquals(code, error.get("code").asText(), error.toString());
    return error;
  }

  private static Map<String, Object> of(String session, Object... fields) {
    Map<String, Object> payload = new HashMap<>(Map.of("session_id", session));
    for (int i = 0; i < fields.length; i += 2) {
      payload.put((String) fields[i], fields[i + 1]);
    }
    return payload;
  }

  private List<Event> events(String session) {
    return journal.read(new SessionId(session), 0, 10_000);
  }

  private static List<Long> seqs(JsonNode history) {
    return StreamSupport.stream(history.get("events").spliterator(), false)
        .map(event -> event.get("seq").asLong())
        .toList();
  }

  private static List<String> listed(ProtocolClient client, boolean archived) {
    client.send("list_sessions", Map.of("include_archived", archived));
    return StreamSupport.stream(
            client.await("session_list", DEADLINE).get("sessions").spliterator(), false)
        .map(session -> session.get("session_id").asText())
        .sorted()
        .toList();
  }

  @Test
  void theHistoryIsReadBackwardsInPages() {
    try (ProtocolClient client = served.join(HELLO)) {
      for (int i = 0; i < 20; i++) {
        run(client, DEFAULT, "t" + i, "hello " + i);
      }
      List<Long> all = events(DEFAULT).stream().map(Event::seq).toList();
      assertTrue(all.size() > 100);
      JsonNode last = ask(client, "get_history", of(DEFAULT), "history");
      assertEquals(all.subList(all.size() - 100, all.size()), seqs(last));
      assertTrue(last.get("has_more").asBoolean());
      assertEquals(DEFAULT, last.get("session_id").asText());
      JsonNode event = last.get("events").get(99);
      assertEquals("turn.completed", event.get("type").asText());
      assertEquals("t19", event.get("turn_id").asText());
      long first = seqs(last).getFirst();
      JsonNode rest =
          ask(client, "get_history", of(DEFAULT, "before_seq", first, "limit", 1000), "history");
      assertEquals(all.subList(0, all.size() - 100), seqs(rest));
      assertFalse(rest.get("has_more").asBoolean());
      JsonNode one = ask(client, "get_history", of(DEFAULT, "limit", 1), "history");
      assertEquals(List.of(all.getLast()), seqs(one));
      JsonNode none = ask(client, "get_history", of(DEFAULT, "before_seq", 0), "history");
      assertEquals(List.of(), seqs(none));
      assertFalse(none.get("has_more").asBoolean());
    }
  }

  @Test
  void aPageOfLargeEventsIsShorter() {
    try (ProtocolClient client = served.join(HELLO)) {
      SessionId session = new SessionId(DEFAULT);
      for (int i = 0; i < 5; i++) {
        journal.append(
            List.of(
                new NewEvent(
                    session, null, "x", new EventPayload.SummaryWritten("x".repeat(2 << 20), 1))));
      }
      JsonNode last = ask(client, "get_history", of(DEFAULT), "history");
      assertEquals(1, seqs(last).size());
      assertTrue(last.get("has_more").asBoolean());
    }
  }

  @Test
  void messagesOfAllSessionsAreFound() {
    try (ProtocolClient client = served.join(HELLO)) {
      run(client, DEFAULT, "t1", "the quick brown fox");
      String other = create(client);
      run(client, other, "t2", "the slow brown bear");
      JsonNode found = ask(client, "search_sessions", Map.of("query", "brown"), "search_results");
      assertEquals(4, found.get("results").size());
      JsonNode bear =
          ask(client, "search_sessions", Map.of("query", "bear", "limit", 1), "search_results");
      assertEquals(1, bear.get("results").size());
      JsonNode hit = bear.get("results").get(0);
      assertEquals(other, hit.get("session_id").asText());
      assertTrue(hit.get("snippet").asText().contains("bear"), hit.toString());
      assertTrue(hit.has("seq") && hit.has("score"), hit.toString());
      assertEquals(
          0,
          ask(client, "search_sessions", Map.of("query", " \"* "), "search_results")
              .get("results")
              .size());
    }
  }

  @Test
  void aSessionIsRenamed() {
    try (ProtocolClient client = served.join(HELLO)) {
      JsonNode renamed =
          ask(client, "rename_session", of(DEFAULT, "display_name", " Taxes "), "session_renamed");
      assertEquals("Taxes", renamed.get("display_name").asText());
      assertEquals(DEFAULT, renamed.at("/session/session_id").asText());
      client.send("list_sessions", Map.of());
      assertEquals(
          "Taxes", client.await("session_list", DEADLINE).at("/sessions/0/display_name").asText());
      JsonNode none = ask(client, "rename_session", of(DEFAULT), "session_renamed");
      assertFalse(none.has("display_name"));
      refused(client, "rename_session", of(DEFAULT, "display_name", "a\u0007b"), "invalid_field");
      refused(
          client, "rename_session", of(DEFAULT, "display_name", "x".repeat(201)), "invalid_field");
    }
  }

  @Test
  void whatIsPutAsideMakesRoomAndComesBackOnlyWhereThereIsRoom() {
    try (ProtocolClient client = served.join(HELLO)) {
      String aside = create(client);
      create(client);
      create(client);
      refused(client, "create_session", Map.of(), "session_limit");
      JsonNode archived = ask(client, "archive_session", of(aside), "session_archived");
      assertTrue(archived.get("archived").asBoolean());
      assertFalse(listed(client, false).contains(aside));
      assertTrue(listed(client, true).contains(aside));
      ask(client, "archive_session", of(aside, "archived", true), "session_archived");
      assertEquals(2, events(aside).size());
      create(client);
      refused(client, "archive_session", of(aside, "archived", false), "session_limit");
      ask(client, "archive_session", of(DEFAULT), "session_archived");
      JsonNode back =
          ask(client, "archive_session", of(aside, "archived", false), "session_archived");
      assertFalse(back.get("archived").asBoolean());
      assertTrue(listed(client, false).contains(aside));
    }
  }

  @Test
  void aSessionThatIsDeletedIsGoneAndItsClientsAreMoved() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other = served.join(HELLO);
        ProtocolClient plain = served.join()) {
      String gone = create(client);
      run(client, gone, "t1", "a secret");
      for (ProtocolClient each : List.of(other, plain)) {
        each.send("switch_session", Map.of("session_id", gone));
        each.await("session_switched", DEADLINE);
      }
      JsonNode deleted = ask(client, "delete_session", of(gone), "session_deleted");
      assertEquals(gone, deleted.at("/session/session_id").asText());
      assertTrue(deleted.get("backups").isArray());
      JsonNode told = other.await("session_deleted", DEADLINE);
      assertFalse(told.has("request_id"));
      assertEquals(gone, told.at("/session/session_id").asText());
      for (ProtocolClient each : List.of(client, other, plain)) {
        JsonNode moved = each.await("session_switched", DEADLINE);
        assertEquals(DEFAULT, moved.at("/session/session_id").asText());
      }
      run(other, DEFAULT, "t2", "still here");
      for (ProtocolClient each : List.of(client, plain)) {
        each.await("turn_completed", e -> e.at("/turn/turn_id").asText().equals("t2"), DEADLINE);
      }
      assertEquals(
          1, client.received().stream().filter(f -> f.type().equals("session_deleted")).count());
      assertTrue(plain.received().stream().noneMatch(f -> f.type().equals("session_deleted")));
      assertEquals(1, events(gone).size());
      refused(client, "get_history", of(gone), "unknown_session");
      refused(client, "delete_session", of(gone), "unknown_session");
      refused(client, "switch_session", of(gone), "unknown_session");
      assertEquals(List.of(DEFAULT), listed(client, true));
    }
  }

  @Test
  void theDefaultSessionBeginsAnewWhenItIsDeleted() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other = served.join(HELLO)) {
      run(client, DEFAULT, "t1", "old");
      other.await("turn_completed", DEADLINE);
      ask(client, "delete_session", of(DEFAULT), "session_deleted");
      for (ProtocolClient each : List.of(client, other)) {
        each.await("session_switched", DEADLINE);
      }
      run(client, DEFAULT, "t2", "new");
      other.await("turn_completed", e -> e.at("/turn/turn_id").asText().equals("t2"), DEADLINE);
      assertEquals(
          1, other.received().stream().filter(f -> f.type().equals("session_switched")).count());
      assertEquals(
          List.of("session.deleted", "session.created", "turn.submitted"),
          types(ask(client, "get_history", of(DEFAULT), "history")).subList(0, 3));
    }
  }

  private static List<String> types(JsonNode history) {
    return StreamSupport.stream(history.get("events").spliterator(), false)
        .map(event -> event.get("type").asText())
        .toList();
  }

  @Test
  void aSessionWithARunningTurnIsNotDeletedAndWhatWaitsGoesWithIt() {
    try (ProtocolClient client = served.join(HELLO)) {
      String gone = create(client);
      client.send("switch_session", Map.of("session_id", DEFAULT));
      client.await("session_switched", DEADLINE);
      send(client, DEFAULT, "t1", "wait");
      client.await("turn_started", DEADLINE);
      served
          .hub()
          .submit(new Turn(new TurnId("t2"), new SessionId(gone), "never", List.of()), true);
      refused(client, "delete_session", of(DEFAULT), "turn_active");
      ask(client, "delete_session", of(gone), "session_deleted");
      client.send("cancel_all_active_turns", Map.of());
      client.await("turn_cancelled", DEADLINE);
      ask(client, "delete_session", of(DEFAULT), "session_deleted");
      assertEquals(List.of("wait"), served.runner().turns().stream().map(Turn::prompt).toList());
      assertEquals(0, served.hub().stats().waiting());
    }
  }

  @Test
  void sessionsOfSubagentsGoWithTheirParentUnlessOneIsBusy() {
    try (ProtocolClient client = served.join(HELLO)) {
      SessionId child = SessionId.create();
      journal.append(
          List.of(
              new NewEvent(
                  child,
                  null,
                  "default",
                  new EventPayload.SessionCreated(
                      "default", null, "delegation", new SessionId(DEFAULT)))));
      assertEquals(List.of(DEFAULT), listed(client, true));
      client.send("list_sessions", Map.of("include_subagent_sessions", true));
      assertEquals(2, client.await("session_list", DEADLINE).get("sessions").size());
      served.hub().submit(new Turn(new TurnId("t1"), child, "wait", List.of()), false);
      refused(client, "delete_session", of(DEFAULT), "turn_active");
      served.hub().cancelAll();
      Await.until("it has stopped", DEADLINE, () -> served.hub().stats().running() == 0);
      ask(client, "delete_session", of(DEFAULT), "session_deleted");
      assertEquals(1, events(child.value()).size());
    }
  }

  @Test
  void aSessionIsCopiedUpToAnEvent() {
    served
        .runner()
        .script(
            "tool",
            steps -> {
              steps.callTool("c1");
              steps.answer("It says hello.");
            });
    try (ProtocolClient client = served.join(HELLO)) {
      run(client, DEFAULT, "t1", "one");
      run(client, DEFAULT, "t2", "tool");
      long middle =
          events(DEFAULT).stream()
              .filter(event -> event.payload() instanceof EventPayload.ToolCalled)
              .findFirst()
              .orElseThrow()
              .seq();
      JsonNode forked =
          ask(
              client,
              "fork_session",
              of(DEFAULT, "at_seq", middle, "display_name", "Copy"),
              "session_forked");
      String copy = forked.at("/session/session_id").asText();
      assertEquals(DEFAULT, forked.get("from_session_id").asText());
      assertEquals(middle, forked.get("at_seq").asLong());
      List<EventPayload> copied = events(copy).stream().map(Event::payload).toList();
      assertEquals("Copy", ((EventPayload.SessionCreated) copied.get(0)).displayName());
      assertEquals(new EventPayload.SessionForked(new SessionId(DEFAULT), middle), copied.get(1));
      assertTrue(copied.getLast() instanceof EventPayload.ToolCalled, copied.toString());
      client.send("health_check", Map.of());
      assertEquals(
          DEFAULT, client.await("health_status", DEADLINE).at("/session/session_id").asText());
      client.send("switch_session", Map.of("session_id", copy));
      JsonNode joined = client.await("session_switched", DEADLINE);
      assertFalse(joined.has("active_turn"), joined.toString());
      run(client, copy, "t2", "goes on");
      refused(client, "fork_session", of(DEFAULT, "at_seq", 1_000_000), "unknown_event");
      refused(client, "fork_session", of(copy, "at_seq", middle), "unknown_event");
      create(client);
      create(client);
      refused(client, "fork_session", of(DEFAULT, "at_seq", middle), "session_limit");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "get_history, '{\"session_id\":\"nope\"}', unknown_session",
    "get_history, '{\"session_id\":\"runtime-alice\",\"limit\":0}', invalid_field",
    "get_history, '{\"session_id\":\"runtime-alice\",\"limit\":1001}', invalid_field",
    "get_history, '{\"session_id\":\"runtime-alice\",\"before_seq\":-1}', invalid_field",
    "get_history, '{}', missing_field",
    "search_sessions, '{\"query\":\"x\",\"limit\":101}', invalid_field",
    "search_sessions, '{\"query\":\"x\",\"limit\":-1}', invalid_field",
    "search_sessions, '{}', missing_field",
    "rename_session, '{\"session_id\":\"nope\"}', unknown_session",
    "archive_session, '{\"session_id\":\"nope\"}', unknown_session",
    "delete_session, '{\"session_id\":\"nope\"}', unknown_session",
    "fork_session, '{\"session_id\":\"nope\",\"at_seq\":1}', unknown_session",
    "fork_session, '{\"session_id\":\"runtime-alice\"}', missing_field",
    "export_session, '{\"session_id\":\"nope\",\"format\":\"jsonl\"}', unknown_session",
    "export_session, '{\"session_id\":\"runtime-alice\",\"format\":\"pdf\"}', invalid_field",
    "export_session, '{\"session_id\":\"runtime-alice\"}', missing_field",
  })
  void saysWhatIsWrong(String type, String fields, String code) {
    try (ProtocolClient client = served.join(HELLO)) {
      client.sendText(
          "{\"type\":\"%s\",\"payload\":%s}"
              .formatted(
                  type, fields.replaceFirst("\\{", "{\"request_id\":\"r\",").replace(",}", "}")));
      JsonNode error = client.await("error", DEADLINE);
      assertEquals(code, error.get("code").asText(), error.toString());
      assertEquals("r", error.get("request_id").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "get_history",
    "rename_session",
    "archive_session",
    "delete_session",
    "fork_session",
    "export_session",
    "search_sessions"
  })
  void whoHasNotTheFeatureIsRefused(String type) {
    try (ProtocolClient client = served.join()) {
      refused(
          client,
          type,
          of(DEFAULT, "at_seq", 1, "format", "jsonl", "query", "x"),
          "feature_not_granted");
      assertEquals(1, listed(client, true).size());
    }
  }
}
