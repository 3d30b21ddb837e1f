package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.memory.recall.HashingEmbedder;
import dev.oxydra.memory.recall.RecallIndex;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.ImportReport;
import dev.oxydra.types.MemoryStore.NewNote;
import dev.oxydra.types.MemoryStore.Note;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.MemoryStore.Receipt;
import dev.oxydra.types.MemoryStore.Saved;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent.Origin;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes and conversations, kept, found and forgotten. */
final class JournalMemoryTest {
  private static final SessionId SESSION = new SessionId("s");
  private static final Origin USER = new Origin(SESSION, new TurnId("t1"), "user");

  @TempDir private Path folder;
  private SqliteJournal journal;
  private RecallIndex index;
  private MemoryStore memory;

  @BeforeEach
  void open() {
    journal = SqliteJournal.open(folder.resolve("journal.db"));
    HashingEmbedder embedder = new HashingEmbedder();
    index =
        RecallIndex.open(
            folder.resolve("index"), journal, embedder, MemoryConfig.Search.defaults());
    memory = new JournalMemory(journal, index, embedder, text -> text.contains("hunter2"));
  }

  @AfterEach
  void close() {
    memory.close();
    journal.close();
  }

  private Note save(String text, String... tags) {
    return memory.save(new NewNote(USER, text, List.of(tags), null)).note();
  }

  private Event says(String turn, String text) {
    return journal
        .append(
            List.of(
                new NewEvent(
                    SESSION,
                    new TurnId(turn),
                    "user",
                    new EventPayload.UserMessage(Message.user(text)))))
        .getFirst();
  }

  private List<Recalled> found(String query) throws InterruptedException {
    assertTrue(index.awaitIdle(Duration.ofSeconds(60)));
    return memory.search(Query.of(query, 10)).items();
  }

  private Set<Place> places(String query) throws InterruptedException {
    return found(query).stream().map(Recalled::place).collect(Collectors.toSet());
  }

  private static String refusal(Runnable call) {
    return String.valueOf(assertThrows(ToolException.class, call::run).getMessage());
  }

  @Test
  void aNoteIsKeptWithWhereItIsFrom() throws Exception {
    Note note = save("Likes green tea", "drinks");

    assertEquals(List.of(note), memory.notes());
    assertEquals(USER, note.origin());
    Recalled found = found("which tea?").getFirst();
    assertEquals(Place.ofNote(note.id()), found.place());
    assertEquals("Likes green tea", found.text());
    assertEquals(SESSION, found.session());
    assertEquals("user", found.source());
    assertEquals(note.updatedAt(), found.at());
    assertEquals(List.of("drinks"), found.tags());
  }

  @Test
  void whatSaysTheSameDoesNotPileUp() throws Exception {
    Note tea = save("Likes tea");
    assertEquals(tea, save("likes TEA!"));
    Saved more = memory.save(new NewNote(USER, "Likes tea with milk", List.of(), null));

    assertEquals(List.of(tea), more.superseded());
    assertEquals(List.of(more.note()), memory.notes());
    assertEquals(Set.of(Place.ofNote(more.note().id())), places("tea"));
    assertEquals(tea.id(), more.note().supersedes());
  }

  @Test
  void ofSeveralThatSayTheSameOneIsLeft() throws Exception {
    Note milk = save("Takes milk");
    Note tea = save("Drinks black tea");
    Saved both = memory.save(new NewNote(USER, "Drinks black tea, takes milk", List.of(), null));

    assertEquals(Set.of(milk, tea), Set.copyOf(both.superseded()));
    assertEquals(List.of(both.note()), memory.notes());
    Receipt receipt = memory.deleteNote(both.note().id());
    assertEquals(3, receipt.notes());
    assertEquals(List.of(), found("milk tea"));
  }

  @Test
  void contradictionsStayAndTheNewerIsMarked() throws Exception {
    Note berlin = save("Lives in Berlin");
    Saved munich = memory.save(new NewNote(USER, "Lives in Munich", List.of(), null));

    assertEquals(List.of(berlin), munich.contradicts());
    assertEquals(2, memory.notes().size());
    List<Recalled> found = found("Where does the user live?");
    assertEquals(
        List.of(berlin.id()),
        found.stream()
            .filter(it -> it.place().equals(Place.ofNote(munich.note().id())))
            .findFirst()
            .orElseThrow()
            .newerThan());
  }

  @Test
  void aNoteCanReplaceAnotherAndBeChanged() throws Exception {
    Note old = save("Works at the bakery");
    Saved replaced = memory.save(new NewNote(USER, "Is retired since spring", List.of(), old.id()));
    assertEquals(List.of(old), replaced.superseded());
    Note changed =
        memory.update(USER, replaced.note().id(), "Is retired since May", List.of("job"));

    assertEquals(List.of(changed), memory.notes());
    assertTrue(found("bakery").stream().noneMatch(it -> it.text().contains("bakery")));
    assertEquals("Is retired since May", found("retired").getFirst().text());
    assertTrue(
        refusal(() -> memory.update(USER, old.id(), "x", null)).contains("There is no note"));
  }

  @Test
  void whatMustNotBeKeptIsRefused() {
    assertTrue(refusal(() -> save("The password is hunter2")).contains("memory keeps none"));
    assertTrue(refusal(() -> save("a", "hunter2")).contains("memory keeps none"));
    assertTrue(refusal(() -> save(" ")).contains("must not be empty"));
    assertTrue(refusal(() -> save("ä".repeat(1 << 19))).contains("1048576 bytes, a note may have"));
    assertTrue(
        refusal(() -> memory.save(new NewNote(USER, "a", Collections.nCopies(10_000, "t"), null)))
            .contains("there are 10000, the limit is 16"));
    assertTrue(refusal(() -> save("a", "t".repeat(65))).contains("1 to 64 characters"));
    Note note = save("Fine");
    assertTrue(
        refusal(() -> memory.update(USER, note.id(), "hunter2", null)).contains("keeps none"));
    assertEquals(List.of(note), memory.notes());
  }

  @Test
  void aDeletedNoteIsNotFoundNorWhatItWasTakenFrom() throws Exception {
    Event said = says("t1", "By the way, my locker at the pool has the number 4711");
    says("t2", "It is raining");
    Note note = save("Locker at the pool: number 4711");
    assertEquals(2, sources("locker at the pool", said).size());

    Receipt receipt = memory.deleteNote(note.id());

    assertEquals(1, receipt.notes());
    assertEquals(1, receipt.withdrawn());
    assertEquals(0, receipt.messages());
    assertTrue(receipt.passages() >= 2, receipt::toString);
    assertEquals(Set.of(), sources("locker pool 4711", said));
    index.rebuild();
    assertTrue(index.awaitIdle(Duration.ofSeconds(30)));
    assertEquals(Set.of(), sources("locker pool 4711", said));
    assertEquals(1, journal.projections().search("locker", 5).size());
    assertTrue(refusal(() -> deleteQuietly(note.id())).contains("There is no note"));
  }

  private Set<Place> sources(String query, Event said) throws InterruptedException {
    return places(query).stream()
        .filter(it -> it.noteId() != null || it.equals(Place.ofMessage(SESSION, said.seq())))
        .collect(Collectors.toSet());
  }

  private void deleteQuietly(String note) {
    try {
      memory.deleteNote(note);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aForgottenMessageIsGoneEverywhere() throws Exception {
    journal.append(
        List.of(
            new NewEvent(
                SESSION,
                null,
                "user",
                new EventPayload.SessionCreated("default", null, "gateway", null))));
    Event said = says("t1", "My locker at the pool has the number 4711");
    journal.append(
        List.of(
            new NewEvent(
                SESSION,
                new TurnId("t1"),
                "default",
                new EventPayload.AssistantMessage(
                    Message.assistant("Your locker at the pool has the number 4711, noted."),
                    FinishReason.STOP))));
    save("Locker at the pool: number 4711");
    assertTrue(index.awaitIdle(Duration.ofSeconds(30)));

    Receipt receipt = memory.forget(List.of(Place.ofMessage(SESSION, said.seq())));

    assertEquals(new Receipt(1, 2, 0, 0, 3, 3, List.of()), receipt);
    assertEquals(List.of(), found("locker pool 4711"));
    assertEquals(List.of(), journal.projections().search("locker", 5));
    index.rebuild();
    journal.projections().rebuild();
    assertTrue(index.awaitIdle(Duration.ofSeconds(30)));
    assertEquals(List.of(), found("locker pool 4711"));
    assertEquals(List.of(), journal.projections().search("locker", 5));
    assertTrue(refusal(() -> forgetQuietly(List.of())).contains("one or more"));
    assertTrue(
        refusal(() -> forgetQuietly(List.of(Place.ofMessage(SESSION, 999))))
            .contains("There is no message 999"));
  }

  private void forgetQuietly(List<Place> places) {
    try {
      memory.forget(places);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void notesComeBackFromAnExport() {
    Note tea = save("Likes green tea", "drinks");
    Note old = note("", "Has a bicycle");
    ImportReport report =
        memory.importNotes(
            List.of(
                tea,
                note("old-1", "Works at night"),
                old,
                note("bad id!", "a"),
                note("n2", "password hunter2")));

    assertEquals(2, report.saved());
    assertEquals(1, report.unchanged());
    assertEquals(2, report.refused().size());
    Note night =
        memory.notes().stream().filter(it -> it.id().equals("old-1")).findFirst().orElseThrow();
    assertEquals(Instant.EPOCH, night.createdAt());
    assertEquals("import", night.origin().source());
    assertEquals(
        new ImportReport(0, 1, 0, List.of()),
        memory.importNotes(List.of(note("old-1", "Works by day"))));
    assertEquals(
        new ImportReport(0, 0, 1, List.of()),
        memory.importNotes(List.of(note("", "has a BICYCLE"))));
    assertEquals(3, memory.notes().size());
  }

  private static Note note(String id, String text) {
    return new Note(id, text, List.of(), null, List.of(), null, Instant.EPOCH, Instant.EPOCH);
  }

  @Test
  void anEmptyQuestionIsRefused() {
    assertTrue(refusal(() -> searchQuietly(" \n")).contains("must not be empty"));
  }

  private void searchQuietly(@Nullable String query) {
    try {
      memory.search(Query.of(String.valueOf(query), 5));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
