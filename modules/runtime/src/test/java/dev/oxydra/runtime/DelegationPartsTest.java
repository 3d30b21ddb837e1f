package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Delegation.Brief;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parts that delegation is made of. */
final class DelegationPartsTest {
  private static final SessionId PARENT = new SessionId("p");
  private static final TurnId TURN = new TurnId("t");

  @Test
  void theSameCallHasTheSameChild() {
    SessionId child = Children.session(PARENT, TURN, "c");
    assertEquals(child, Children.session(PARENT, TURN, "c"));
    assertNotEquals(child, Children.session(PARENT, TURN, "d"));
    assertTrue(Children.isFirst(new Turn(Children.turn(child), child, "x", List.of())));
    assertFalse(Children.isFirst(new Turn(TURN, child, "x", List.of())));
  }

  @Test
  void aBriefSaysAllThatTheChildIsTold() {
    Brief brief = new Brief("a", "Do it", List.of("One", "Two"), "A list");
    String plain = BriefText.of(brief, Set.of("workspace", "memory"));
    assertEquals(
        "Do it\n\nWhat you have to know:\n- One\n- Two\n\nYour answer has to hold: A list", plain);
    assertEquals("", BriefText.sources(plain));
    String strange = BriefText.of(brief, Set.of("workspace", "web", "mcp:x"));
    assertTrue(strange.endsWith(plain), strange);
    assertEquals("mcp:x,web", BriefText.sources(strange));
  }

  @Test
  void aSessionIsCalledAfterItsGoal() {
    assertEquals("Do it now", BriefText.name(new Brief("a", " Do\n it\tnow ", List.of(), "")));
    assertEquals(60, BriefText.name(new Brief("a", "x".repeat(500), List.of(), "")).length());
  }

  @Test
  void aStarStandsForAnyCharacters() {
    assertTrue(ToolNames.like(List.of("a", "file_*")).test("file_read"));
    assertTrue(ToolNames.like(List.of("*")).test("anything"));
    assertFalse(ToolNames.like(List.of("file_*")).test("a_file_read"));
    assertFalse(ToolNames.like(List.of("file.read")).test("file_read"));
    assertFalse(ToolNames.like(List.of()).test("file_read"));
  }

  private static void append(InMemoryJournal journal, TurnId turn, EventPayload payload) {
    journal.append(List.of(new NewEvent(PARENT, turn, "system", payload)));
  }

  private static boolean isTold(InMemoryJournal journal) {
    return Transcript.read(new RecentSessions(journal), PARENT, FileSource.NONE).settled().stream()
        .anyMatch(message -> message.text().contains("what it found"));
  }

  @Test
  void whatAChildSaidTooLateIsToldWithTheNextTurnThoughASummaryCoversWhenItSaidIt() {
    InMemoryJournal journal = new InMemoryJournal();
    append(journal, TURN, new EventPayload.TurnStarted());
    append(journal, TURN, new ActorEvent.Stopped(new SessionId("c"), "what it found"));
    append(journal, TURN, new EventPayload.SummaryWritten("## Goal\n- None", 2));
    assertFalse(isTold(journal));
    TurnId next = new TurnId("next");
    append(journal, next, new EventPayload.TurnStarted());
    append(journal, next, new EventPayload.UserMessage(Message.user("Go on")));
    assertTrue(isTold(journal));
    List<Event> events = journal.read(PARENT, 0, 100);
    assertTrue(
        new Earlier(Summary.EMPTY, events, 5)
            .told().stream().anyMatch(line -> line.contains("what it found")));
    append(journal, next, new EventPayload.SummaryWritten("## Goal\n- None", 5));
    append(journal, new TurnId("third"), new EventPayload.TurnStarted());
    assertFalse(isTold(journal), "told twice");
  }
}
