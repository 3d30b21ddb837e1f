package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.Content;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.NoteEvent.Origin;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten is gone from the journal, with what was derived from it. */
final class ForgettingTest {
  private static final SessionId SESSION = new SessionId("s");
  private static final String SAID = "My locker at the pool has the number 4711.";
  private static final String NOTE = "The user's locker at the pool has number 4711";

  @TempDir private Path folder;
  private SqliteJournal journal;

  @BeforeEach
  void open() {
    journal = SqliteJournal.open(folder.resolve("journal.db"));
    append(null, new EventPayload.SessionCreated("default", null, "gateway", null));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Event append(@Nullable String turn, EventPayload payload) {
    return append(SESSION, turn, payload);
  }

  private Event append(SessionId session, @Nullable String turn, EventPayload payload) {
    return journal
        .append(
            List.of(new NewEvent(session, turn == null ? null : new TurnId(turn), "user", payload)))
        .getFirst();
  }

  private Event says(String turn, String text) {
    append(turn, new EventPayload.TurnSubmitted(text, List.of()));
    append(turn, new EventPayload.TurnStarted());
    return append(turn, new EventPayload.UserMessage(Message.user(text)));
  }

  private Event answers(String turn, String text) {
    return append(
        turn, new EventPayload.AssistantMessage(Message.assistant(text), FinishReason.STOP));
  }

  private void ends(String turn) {
    append(turn, new EventPayload.TurnCompleted(FinishReason.STOP, dev.oxydra.types.Usage.NONE));
  }

  private Event note(String id, String text, @Nullable String supersedes, @Nullable Origin origin) {
    return append(
        MemoryStore.SESSION,
        null,
        new NoteEvent.Saved(id, text, List.of("pool"), supersedes, List.of(), origin, null));
  }

  private static Origin from(String turn) {
    return new Origin(SESSION, new TurnId(turn), "user");
  }

  private MemoryEvent.Forgotten forget(Place... places) {
    return (MemoryEvent.Forgotten) journal.forget(List.of(places)).getLast().payload();
  }

  private List<String> texts(SessionId session) {
    return journal.projections().messages(session, 0, 100).stream().map(MessageNode::text).toList();
  }

  private Set<String> filesWith(String text) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    return names;
  }

  /** Memory's calls in a turn, as the agent loop journals them. */
  private void saves(String turn, String id, String text) {
    var arguments = JsonNodeFactory.instance.objectNode().put("text", text);
    append(
        turn,
        new EventPayload.AssistantMessage(
            new Message(Role.ASSISTANT, List.of(new ToolCall("c", "memory_save", arguments))),
            FinishReason.TOOL_CALLS));
    append(
        turn,
        new EventPayload.ToolCalled("c", "memory_save", arguments, SafetyTier.SIDE_EFFECTING));
    note(id, text, null, from(turn));
    append(
        turn,
        new EventPayload.ToolResulted(
            "c", "memory_save", ToolResult.Outcome.OK, "Saved as note " + id, 1));
  }

  /** A summary says it in words of its own, so nobody can find it by them. */
  @Test
  void whatWasWrittenOfAMessageGoesWithIt() {
    Event before = says("t0", "Something else");
    append(null, new EventPayload.SummaryWritten("They spoke of else", before.seq()));
    Event said = says("t1", SAID);
    Event of = append(null, new EventPayload.SummaryWritten("A box is theirs", said.seq()));
    Event later = says("t2", "And now?");
    Event both = append(null, new EventPayload.SummaryWritten("A box, and now", later.seq()));
    MemoryEvent.Forgotten forgotten = forget(Place.ofMessage(SESSION, said.seq()));
    assertTrue(forgotten.copies().containsAll(List.of(of.seq(), both.seq())), forgotten::toString);
    List<String> summaries =
        journal.read(SESSION, 0, 100).stream()
            .map(Event::payload)
            .filter(EventPayload.SummaryWritten.class::isInstance)
            .map(it -> ((EventPayload.SummaryWritten) it).text())
            .toList();
    assertEquals(
        List.of("They spoke of else", MemoryEvent.FORGOTTEN, MemoryEvent.FORGOTTEN), summaries);
  }

  @Test
  void aMessageGoesWithItsPromptItsAnswerItsNoteAndItsForks() throws IOException {
    Event said = says("t1", SAID);
    saves("t1", "n1", NOTE);
    answers("t1", "Noted: your locker at the pool has the number 4711.");
    ends("t1");
    Event other = says("t2", "What is the weather like?");
    ends("t2");
    journal.fork(
        SESSION,
        other.seq(),
        new SessionId("fork"),
        new EventPayload.SessionCreated("default", null, "gateway", null));
    assertEquals(1, journal.projections().search("locker weather", 10).size() + 1);
    assertFalse(filesWith("4711").isEmpty());

    MemoryEvent.Forgotten done = forget(Place.ofMessage(SESSION, said.seq()));

    assertEquals(List.of("n1"), done.notes());
    assertEquals(4, done.messages().size());
    assertEquals(Set.of(), filesWith("4711"));
    assertEquals(
        List.of(MemoryEvent.FORGOTTEN, "", MemoryEvent.FORGOTTEN, "What is the weather like?"),
        texts(SESSION));
    assertEquals(texts(SESSION), texts(new SessionId("fork")));
    assertEquals(List.of(), journal.projections().search("locker", 10));
    assertEquals(2, journal.projections().search("weather", 10).size());
    List<String> before = journal.projections().dump();
    journal.projections().rebuild();
    assertEquals(before, journal.projections().dump());
    assertEquals(List.of(), journal.projections().search("locker", 10));
    assertEquals(List.of(), new Notes(journal).all());
  }

  @Test
  void callsStayCallsWithoutTheirText() {
    says("t1", SAID);
    saves("t1", "n1", NOTE);

    MemoryEvent.Forgotten done = forget(Place.ofNote("n1"));

    assertEquals(List.of(), done.messages().stream().filter(seq -> seq == 4).toList());
    EventPayload.ToolCalled call =
        journal.turn(SESSION, new TurnId("t1")).stream()
            .map(Event::payload)
            .filter(EventPayload.ToolCalled.class::isInstance)
            .map(EventPayload.ToolCalled.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(MemoryEvent.FORGOTTEN, call.arguments().path("text").asText());
    assertTrue(
        journal.turn(SESSION, new TurnId("t1")).stream()
            .map(Event::payload)
            .filter(EventPayload.AssistantMessage.class::isInstance)
            .allMatch(it ->
                ((EventPayload.AssistantMessage) it)
                    .message()
                    .parts(Content.Text.class)
                    .isEmpty()));
  }

  @Test
  void ofANoteItsSourceStaysAndIsWithdrawn() {
    Event said = says("t1", SAID + " It is blue.");
    answers("t1", "Thank you, I'll remember.");
    note("n1", "Locker: 4711", null, from("t1"));
    note("n2", NOTE, "n1", from("t1"));

    List<Event> done = journal.forget(List.of(Place.ofNote("n2")));

    assertEquals(
        List.of(
            new NoteEvent.Deleted("n2", List.of(said.seq())),
            new NoteEvent.Deleted("n1", List.of(said.seq()))),
        done.subList(0, 2).stream().map(Event::payload).toList());
    assertEquals(SAID + " It is blue.", texts(SESSION).getFirst());
    assertFalse(
        journal.read(MemoryStore.SESSION, 0, 100).stream()
            .anyMatch(event -> event.toString().contains("4711")));
  }

  @Test
  void answersInTurnsThatWereShownItGoToo() {
    Event said = says("t1", SAID);
    ends("t1");
    says("t2", "Which locker is mine?");
    append("t2", new MemoryEvent.Recalled(List.of(Place.ofMessage(SESSION, said.seq()))));
    answers("t2", "At the pool your locker has the number 4711.");
    answers("t2", "Shall I also look for its key?");
    ends("t2");
    says("t3", "And again?");
    append(
        "t3",
        new EventPayload.ToolResulted(
            "c",
            "memory_search",
            ToolResult.Outcome.OK,
            "<untrusted source=\"memory\">\n- then, user: " + SAID + "\n</untrusted>",
            1));
    answers("t3", "The locker at the pool: number 4711, I was told.");
    ends("t3");

    forget(Place.ofMessage(SESSION, said.seq()));

    assertEquals(
        List.of(
            MemoryEvent.FORGOTTEN,
            "Which locker is mine?",
            MemoryEvent.FORGOTTEN,
            "Shall I also look for its key?",
            "And again?",
            MemoryEvent.FORGOTTEN),
        texts(SESSION));
    assertTrue(
        journal.read(SESSION, 0, 100).stream()
            .noneMatch(event -> event.toString().contains("4711")));
  }

  @Test
  void shortTextsElsewhereAreLeftAlone() {
    Event said = says("t1", "yes");
    ends("t1");
    says("t2", "yes");
    ends("t2");
    answers("t2", "Oh yes, that is right");

    forget(Place.ofMessage(SESSION, said.seq()));

    assertEquals(List.of(MemoryEvent.FORGOTTEN, "yes", "Oh yes, that is right"), texts(SESSION));
    EventPayload.TurnSubmitted prompt =
        (EventPayload.TurnSubmitted) journal.turn(SESSION, new TurnId("t1")).getFirst().payload();
    assertEquals(MemoryEvent.FORGOTTEN, prompt.prompt());
  }

  @Test
  void anEditedPromptThatWaitsIsForgottenInTheQueueToo() {
    says("t1", SAID);
    append("t1", new EventPayload.TurnEdited(SAID + " Or not?"));
    Event said = append("t1", new EventPayload.UserMessage(Message.user(SAID + " Or not?")));

    forget(Place.ofMessage(SESSION, said.seq()));

    assertEquals(MemoryEvent.FORGOTTEN, journal.projections().queue().getFirst().prompt());
    List<String> before = journal.projections().dump();
    journal.projections().rebuild();
    assertEquals(before, journal.projections().dump());
  }

  @Test
  void aScratchpadLosesWhatWasForgotten() {
    Event said = says("t1", SAID);
    append("t1", new MemoryEvent.ScratchpadWritten(List.of("find the key", SAID)));

    forget(Place.ofMessage(SESSION, said.seq()));

    assertEquals(
        List.of("find the key", MemoryEvent.FORGOTTEN), journal.projections().scratchpad(SESSION));
  }

  @Test
  void whatIsNotThereIsAnErrorAndChangesNothing() {
    Event said = says("t1", SAID);
    for (Place place :
        List.of(
            Place.ofNote("none"),
            Place.ofMessage(SESSION, said.seq() + 100),
            Place.ofMessage(new SessionId("other"), said.seq()),
            Place.ofMessage(SESSION, said.seq() - 1))) {
      assertThrows(IllegalArgumentException.class, () -> forget(place));
      assertThrows(
          IllegalArgumentException.class,
          () -> forget(Place.ofMessage(SESSION, said.seq()), place));
    }
    assertEquals(List.of(SAID), texts(SESSION));
  }
}
