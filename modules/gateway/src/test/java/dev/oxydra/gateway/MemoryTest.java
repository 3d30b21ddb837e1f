package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.InMemoryMemory;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feature {@code memory}: what is remembered is found, listed and forgotten. */
class MemoryTest {
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("memory"));
  private static final SessionId DEFAULT = new SessionId("runtime-alice");

  private final InMemoryJournal journal = new InMemoryJournal();
  private final Held memory = new Held(new InMemoryMemory(journal));
  private final Served served = Served.start(journal, memory, ConversationImport.NONE);

  /** A memory whose searches may take long, or fail. */
  private record Held(InMemoryMemory real, CountDownLatch go) implements MemoryStore {
    Held(InMemoryMemory real) {
      this(real, new CountDownLatch(1));
    }

    @Override
    public Found search(Query query) throws InterruptedException {
      if (query.text().equals("slow")) {
        go.await();
      }
      if (query.text().equals("broken")) {
        throw new ToolException("The index is being built");
      }
      if (query.text().equals("fault")) {
        throw new IllegalStateException("secret detail");
      }
      return real.search(query);
    }

    @Override
    public Saved save(NewNote note) {
      return real.save(note);
    }

    @Override
    public Note update(
        NoteEvent.Origin origin,
        String noteId,
        @Nullable String text,
        @Nullable List<String> tags) {
      return real.update(origin, noteId, text, tags);
    }

    @Override
    public Receipt deleteNote(String noteId) {
      return real.deleteNote(noteId);
    }

    @Override
    public Receipt forget(List<MemoryEvent.Place> places) {
      return real.forget(places);
    }

    @Override
    public List<Note> notes() {
      return real.notes();
    }

    @Override
    public ImportReport importNotes(List<Note> notes) {
      return real.importNotes(notes);
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    memory.go.countDown();
    served.close();
  }

  private MemoryStore.Note note(String text, String... tags) {
    var origin = new NoteEvent.Origin(DEFAULT, null, "user");
    return memory.save(new MemoryStore.NewNote(origin, text, List.of(tags), null)).note();
  }

  private Event said(String text) {
    return journal
        .append(
            List.of(
                new NewEvent(
                    DEFAULT, null, "user", new EventPayload.UserMessage(Message.user(text)))))
        .getFirst();
  }

  private static JsonNode answer(ProtocolClient client, String type, String request) {
    return client.await(type, p -> ProtocolClient.isAnswerTo(request, p), DEADLINE);
  }

  private static String error(ProtocolClient client, String type, Map<String, ?> fields) {
    return answer(client, "error", client.send(type, fields)).path("code").asText();
  }

  @Test
  void findsListsAndForgets() {
    MemoryStore.Note tea = note("Alice drinks green tea", "drinks");
    MemoryStore.Note dog = note("The dog is called Rex");
    Event said = said("I like tea in the morning");
    try (ProtocolClient client = served.join(HELLO)) {
      JsonNode found =
          answer(
              client,
              "memory_results",
              client.send("search_memory", Map.of("query", "green tea", "limit", 2)));
      assertEquals(2, found.path("items").size());
      JsonNode first = found.path("items").path(0);
      assertEquals(tea.id(), first.at("/place/note_id").asText());
      assertEquals("Alice drinks green tea", first.path("text").asText());
      assertEquals("drinks", first.at("/tags/0").asText());
      assertEquals(said.seq(), found.at("/items/1/place/seq").asLong());

      JsonNode tagged =
          answer(
              client,
              "memory_results",
              client.send("search_memory", Map.of("query", "tea", "tags", List.of("drinks"))));
      assertEquals(1, tagged.path("items").size());
      JsonNode all = answer(client, "note_list", client.send("list_notes", Map.of()));
      assertEquals(dog.id(), all.at("/notes/0/id").asText());
      assertEquals("runtime-alice", all.at("/notes/1/origin/session_id").asText());

      JsonNode receipt =
          answer(
              client,
              "memory_forgotten",
              client.send(
                  "forget",
                  Map.of(
                      "items",
                      List.of(
                          Map.of("note_id", tea.id()),
                          Map.of("session_id", DEFAULT.value(), "seq", said.seq())))));
      assertEquals(1, receipt.at("/receipt/notes").asInt());
      assertEquals(1, receipt.at("/receipt/messages").asInt());
      JsonNode gone =
          answer(client, "memory_results", client.send("search_memory", Map.of("query", "tea")));
      assertEquals(0, gone.path("items").size());
    }
  }

  @Test
  void aSlowSearchHoldsUpNothingAndIsBounded() {
    try (ProtocolClient client = served.join(HELLO)) {
      List<String> slow = new ArrayList<>();
      slow.add(client.send("search_memory", Map.of("query", "slow")));
      client.send("health_check", Map.of());
      client.await("health_status", DEADLINE);
      answer(client, "note_list", client.send("list_notes", Map.of()));
      for (int i = 1; i < Background.AT_ONCE; i++) {
        slow.add(client.send("search_memory", Map.of("query", "slow")));
      }
      assertEquals("rate_limited", error(client, "search_memory", Map.of("query", "slow")));
      memory.go.countDown();
      Await.until(
          "all answers",
          DEADLINE,
          () ->
              client.received().stream()
                      .filter(frame -> frame.type().equals("memory_results"))
                      .count()
                  == slow.size());
      answer(client, "memory_results", client.send("search_memory", Map.of("query", "tea")));
    }
  }

  @Test
  void whatCanNotBeDoneIsRefused() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient plain = served.join()) {
      assertEquals("feature_not_granted", error(plain, "list_notes", Map.of()));
      assertEquals("invalid_field", error(client, "search_memory", Map.of("query", " ")));
      for (int limit : List.of(0, -1, 21)) {
        assertEquals(
            "invalid_field",
            error(client, "search_memory", Map.of("query", "tea", "limit", limit)));
      }
      assertEquals(
          "invalid_field",
          error(
              client,
              "search_memory",
              Map.of("query", "tea", "tags", Collections.singletonList(null))));
      assertEquals(
          "invalid_field",
          error(
              client,
              "search_memory",
              Map.of("query", "tea", "tags", Collections.nCopies(17, "x"))));
      answer(
          client,
          "memory_results",
          client.send("search_memory", Map.of("query", "x".repeat(200_000))));
      assertEquals("invalid_field", error(client, "forget", Map.of("items", List.of())));
      Map<String, ?> place = Map.of("note_id", "n");
      assertEquals(
          "invalid_field",
          error(client, "forget", Map.of("items", Collections.nCopies(1001, place))));
      assertEquals("memory_failed", error(client, "forget", Map.of("items", List.of(place))));
      assertEquals("memory_failed", error(client, "search_memory", Map.of("query", "broken")));
      JsonNode fault =
          answer(client, "error", client.send("search_memory", Map.of("query", "fault")));
      assertEquals("internal_error", fault.path("code").asText());
      assertTrue(!fault.path("message").asText().contains("secret"), fault::toString);
    }
  }

  @Test
  void withoutAMemoryItSaysHowToHaveOne() {
    InMemoryJournal other = new InMemoryJournal();
    try (Served without = Served.start(other, null, ConversationImport.NONE);
        ProtocolClient client = without.join(HELLO)) {
      JsonNode error = answer(client, "error", client.send("list_notes", Map.of()));
      assertEquals("memory_disabled", error.path("code").asText());
      assertTrue(error.path("message").asText().contains("memory.enabled"), error::toString);
    }
  }

  @Test
  void whatWasForgottenLeavesTheFeeds() {
    SessionFeeds feeds = new SessionFeeds(journal, InstantSource.system());
    SessionFeed feed = feeds.get(DEFAULT);
    long position = feed.join(() -> {}).position();
    feeds.note(said("my secret"));
    assertTrue(feed.read(position).item() instanceof FeedItem.Committed);
    MemoryEvent.Place place = MemoryEvent.Place.ofMessage(DEFAULT, 1);
    memory.forget(List.of(place));
    feeds.note(journal.events().getLast());
    assertNull(feed.read(position).item(), "it is read from the journal");
  }
}
