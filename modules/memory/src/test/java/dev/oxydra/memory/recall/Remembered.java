package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Embedder;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal and its index, and short ways to say things to them.
 *
 * @param folder of the index
 */
record Remembered(Path folder, Journal journal, RecallIndex index) implements AutoCloseable {
  static final SessionId SESSION = new SessionId("runtime-alice");
  static final Duration LIMIT = Duration.ofSeconds(20);

  /** Words alone count, and neither age nor diversity. */
  static final MemoryConfig.Search PLAIN = new MemoryConfig.Search(1, 1, 0, 30, 0);

  static Remembered in(Path folder) {
    return in(folder, new EditedJournal(), Embedder.NONE, PLAIN);
  }

  static Remembered in(
      Path folder, Journal journal, Embedder embedder, MemoryConfig.Search settings) {
    return new Remembered(
        folder,
        journal,
        RecallIndex.open(folder, journal, embedder, settings, InstantSource.system()));
  }

  long append(SessionId session, @Nullable String turn, EventPayload payload) {
    TurnId id = turn == null ? null : new TurnId(turn);
    return journal.append(List.of(new NewEvent(session, id, "user", payload))).getFirst().seq();
  }

  long says(String text) {
    return says(SESSION, text);
  }

  long says(SessionId session, String text) {
    return append(session, null, new EventPayload.UserMessage(Message.user(text)));
  }

  long answers(@Nullable String turn, String text) {
    return append(SESSION, turn, answer(text));
  }

  static EventPayload answer(String text) {
    return new EventPayload.AssistantMessage(Message.assistant(text), FinishReason.STOP);
  }

  long toolSays(String turn, String tool, String text) {
    return append(
        SESSION, turn, new EventPayload.ToolResulted("call", tool, ToolResult.Outcome.OK, text, 1));
  }

  long recalls(String turn, MemoryEvent.Place... places) {
    return append(SESSION, turn, new MemoryEvent.Recalled(List.of(places)));
  }

  long notes(NoteEvent event) {
    return append(MemoryStore.SESSION, null, event);
  }

  long notes(String id, String text, String... tags) {
    return notes(new NoteEvent.Saved(id, text, List.of(tags), null));
  }

  long forgets(List<String> notes, List<Long> messages) {
    return append(MemoryStore.SESSION, null, new MemoryEvent.Forgotten(notes, messages, List.of()));
  }

  Found search(String text) throws InterruptedException {
    assertTrue(index.awaitIdle(LIMIT), () -> "Not idle: " + index.status());
    return index.search(Query.of(text, MemoryStore.MAX_RESULTS));
  }

  /** The texts that are found, the best first, when the index has caught up and no excuse. */
  List<String> found(String text) throws InterruptedException {
    return found(Query.of(text, MemoryStore.MAX_RESULTS));
  }

  List<String> found(Query query) throws InterruptedException {
    assertTrue(index.awaitIdle(LIMIT), () -> "Not idle: " + index.status());
    Found found = index.search(query);
    assertEquals(null, found.notice());
    return found.items().stream().map(Recalled::text).toList();
  }

  /** What the index has when it has everything. */
  List<String> dump() throws InterruptedException {
    assertTrue(index.awaitIdle(LIMIT), () -> "Not idle: " + index.status());
    return index.dump();
  }

  /** Builds it anew, and checks that it is the same. */
  List<String> dumpBothWays() throws InterruptedException {
    List<String> before = dump();
    index.rebuild();
    assertEquals(String.join("\n", before), String.join("\n", dump()));
    return before;
  }

  @Override
  public void close() {
    index.close();
    journal.close();
  }
}
