package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.InMemoryMemory;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notes and conversations over HTTP, written out and taken in again. */
class MemoryRoutesTest {
  private static final SessionId DEFAULT = new SessionId("runtime-alice");
  private static final Instant THEN = Instant.parse("2020-02-03T04:05:06Z");

  private final Guest here = new Guest();

  /** A served journal whose clock can be set, as an import needs it. */
  private static final class Guest extends Clock implements AutoCloseable {
    final InMemoryJournal journal = new InMemoryJournal(this);
    final InMemoryMemory memory = new InMemoryMemory(journal);
    final Served served = Served.start(journal, memory, this::importMessages);
    final WebUser user = new WebUser(served);
    Instant now = THEN;

    private void importMessages(
        SessionId session,
        EventPayload.SessionCreated created,
        List<ConversationImport.Imported> messages) {
      append(session, created);
      for (ConversationImport.Imported message : messages) {
        now = message.at().minusSeconds(1);
        append(
            session,
            message.speaker() == Role.USER
                ? new EventPayload.UserMessage(Message.user(message.text()))
                : new EventPayload.AssistantMessage(
                    Message.assistant(message.text()), FinishReason.STOP));
      }
    }

    Event append(SessionId session, EventPayload payload) {
      now = now.plusSeconds(1);
      return journal.append(List.of(new NewEvent(session, null, "user", payload))).getFirst();
    }

    void session(SessionId id, String name, SessionId parent) {
      append(id, new EventPayload.SessionCreated("writer", name, "gateway", parent));
    }

    void said(SessionId session, String text) {
      append(session, new EventPayload.UserMessage(Message.user(text)));
      append(
          session,
          new EventPayload.AssistantMessage(Message.assistant("About " + text), FinishReason.STOP));
    }

    WebUser.Answer post(String path, String lines) throws Exception {
      return user.send(
          user.request(path)
              .header("Content-Type", JsonLines.MEDIA_TYPE)
              .POST(HttpRequest.BodyPublishers.ofString(lines))
              .build());
    }

    String get(String path) throws Exception {
      WebUser.Answer answer = user.get(path);
      assertEquals(200, answer.status(), answer.body());
      return answer.body();
    }

    @Override
    public Instant instant() {
      return now == null ? THEN : now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public void close() {
      user.close();
      served.close();
    }
  }

  @AfterEach
  void close() {
    here.close();
  }

  private static void report(WebUser.Answer answer, int saved, int changed, int unchanged)
      throws Exception {
    assertEquals(200, answer.status(), answer.body());
    MemoryStore.ImportReport report =
        Json.mapper().readValue(answer.body(), MemoryStore.ImportReport.class);
    assertEquals(
        List.of(saved, changed, unchanged),
        List.of(report.saved(), report.changed(), report.unchanged()),
        answer.body());
  }

  @Test
  void notesGoOutAndIn() throws Exception {
    var origin = new NoteEvent.Origin(DEFAULT, null, "user");
    for (int i = 0; i < 250; i++) {
      here.memory.save(
          new MemoryStore.NewNote(origin, "Note\n\"" + i + "\" \uD83D\uDE00", List.of("a"), null));
    }
    String lines = here.get("/memory/notes");
    assertEquals(250, lines.lines().count());
    try (Guest other = new Guest()) {
      report(other.post("/memory/notes", lines), 250, 0, 0);
      assertEquals(
          lines.lines().collect(Collectors.toSet()),
          other.get("/memory/notes").lines().collect(Collectors.toSet()));
      report(other.post("/memory/notes", lines), 0, 0, 250);
    }
    report(here.post("/memory/notes", lines.replace("\\\"7\\\"", "seven")), 0, 1, 249);
  }

  @Test
  void notesWrittenByHandAreTakenAndWrongOnesKeepNoneBack() throws Exception {
    WebUser.Answer answer =
        here.post(
            "/memory/notes?first_line=11",
            """
            {"text": "Only a text"}
            {"tags": ["x"]}

            {"text": "when", "created_at": "yesterday"}
            {"text": " "}
            {"text": "tagged", "tags": ["a"], "created_at": "2024-01-01T00:00:00Z"}
            """);
    report(answer, 2, 0, 0);
    String refused = answer.json().path("refused").toString();
    assertTrue(refused.contains("Line 12: Missing field 'text'"), refused);
    assertTrue(refused.contains("Line 14: Invalid field 'created_at'"), refused);
    assertTrue(refused.contains("has no text"), refused);
    assertEquals("2024-01-01T00:00:00Z", here.memory.notes().getFirst().updatedAt().toString());
    assertEquals(400, here.post("/memory/notes", "{\"text\": \"x\"}\n[1]").status());
    WebUser.Answer malformed = here.post("/memory/notes", "{\"text\": \"x\"\n");
    assertEquals("malformed_json", malformed.code());
    assertTrue(malformed.error().contains("Line 1"), malformed.error());
  }

  @Test
  void notesAreForgotten() throws Exception {
    var origin = new NoteEvent.Origin(null, null, "user");
    String id = here.memory.save(new MemoryStore.NewNote(origin, "x", List.of(), null)).note().id();
    WebUser.Answer receipt =
        here.user.post("/memory/forget", Map.of("items", List.of(MemoryEvent.Place.ofNote(id))));
    assertEquals(1, receipt.json().path("notes").asInt(), receipt.body());
    WebUser.Answer again =
        here.user.post("/memory/forget", Map.of("items", List.of(MemoryEvent.Place.ofNote(id))));
    assertEquals(409, again.status());
    assertEquals("memory_failed", again.code());
    assertEquals(400, here.user.post("/memory/forget", Map.of("items", List.of())).status());
  }

  @Test
  void conversationsGoOutAndInWithTheirTimes() throws Exception {
    SessionId plans = new SessionId("plans");
    here.session(DEFAULT, null, null);
    here.session(plans, "Plans", null);
    here.session(new SessionId("child"), null, plans);
    here.said(new SessionId("child"), "not by the user");
    IntStream.range(0, 100).forEach(i -> here.said(plans, "plan " + i));
    here.append(plans, new EventPayload.UserMessage(Message.user(MemoryEvent.FORGOTTEN)));
    here.said(DEFAULT, "tea\nand coffee");
    String lines = here.get("/memory/conversations");
    List<JsonNode> said = lines.lines().map(MemoryRoutesTest::json).toList();
    assertEquals(202, said.size());
    assertEquals("runtime-alice", said.getFirst().path("session_id").asText());
    assertEquals("tea\nand coffee", said.getFirst().path("text").asText());
    assertEquals("assistant", said.get(1).path("speaker").asText());
    assertEquals("Plans", said.getLast().path("display_name").asText());
    assertEquals("writer", said.getLast().path("agent_name").asText());

    report(here.post("/memory/conversations", lines), 0, 0, 2);
    try (Guest other = new Guest()) {
      report(other.post("/memory/conversations", lines), 2, 0, 0);
      assertEquals(withoutSeq(lines), withoutSeq(other.get("/memory/conversations")));
    }
  }

  private static JsonNode json(String line) {
    try {
      return Json.mapper().readTree(line);
    } catch (java.io.IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static String withoutSeq(String lines) {
    return lines.replaceAll("\"seq\":\\d+,", "");
  }

  @Test
  void anEmptyDefaultSessionKeepsNothingBack() throws Exception {
    here.session(DEFAULT, null, null);
    String line =
        """
        {"session_id": "runtime-alice", "agent_name": "gone", "at": "2021-01-01T00:00:00Z", "speaker": "user", "text": "hello"}
        """;
    report(here.post("/memory/conversations", line), 1, 0, 0);
    report(here.post("/memory/conversations", line), 0, 0, 1);
    JsonNode said = json(here.get("/memory/conversations").strip());
    assertEquals("imported-runtime-alice", said.path("session_id").asText());
    assertEquals("runtime-alice, imported", said.path("display_name").asText());
    assertEquals("default", said.path("agent_name").asText());
    assertEquals("2021-01-01T00:00:00Z", said.path("at").asText());
  }

  @Test
  void aSessionIsTakenWholeOrNotAtAll() throws Exception {
    String good = line("good", "user", "2021-01-01T00:00:00Z");
    WebUser.Answer answer =
        here.post(
            "/memory/conversations",
            good
                + line("bad", "user", "2021-01-01T00:00:00Z")
                + line("bad", "tool", "2021-01-01T00:00:00Z")
                + line("worse", "user", "today")
                + line("memory", "user", "2021-01-01T00:00:00Z")
                + line("no id", "user", "2021-01-01T00:00:00Z")
                + line("fine", "assistant", "2021-01-01T00:00:00Z"));
    report(answer, 2, 0, 0);
    String refused = answer.json().path("refused").toString();
    assertTrue(refused.contains("Nothing of session 'bad' was taken, line 3"), refused);
    assertTrue(refused.contains("Session memory was not taken"), refused);
    assertTrue(refused.contains("'worse'") && refused.contains("'no id'"), refused);
    assertEquals(2, here.get("/memory/conversations").lines().count());
  }

  private static String line(String session, String speaker, String at) {
    return Json.write(
            Map.of("session_id", session, "speaker", speaker, "at", at, "text", "something"))
        + "\n";
  }

  @Test
  void needsTheTokenAndLines() throws Exception {
    for (String path : List.of("/memory/notes", "/memory/conversations")) {
      HttpRequest stranger = HttpRequest.newBuilder(here.user.request(path).build().uri()).build();
      assertEquals(401, here.user.send(stranger).status());
      assertEquals(415, here.user.post(path, "{}").status());
      WebUser.Answer latin =
          here.user.send(
              here.user
                  .request(path)
                  .header("Content-Type", JsonLines.MEDIA_TYPE)
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          "{\"text\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)))
                  .build());
      assertEquals("malformed_json", latin.code());
    }
    try (Served without = Served.start(new InMemoryJournal(), null, ConversationImport.NONE);
        WebUser user = new WebUser(without)) {
      assertEquals("memory_disabled", user.get("/memory/notes").code());
      assertEquals(200, user.get("/memory/conversations").status());
    }
  }
}
