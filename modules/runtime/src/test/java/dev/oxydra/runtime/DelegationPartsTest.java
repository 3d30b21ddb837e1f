package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.Delegation.Brief;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
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

  @Test
  void aTurnStopsBeforeTheCallThatWouldCostTooMuch() {
    Turn turn = new Turn(TURN, PARENT, "x", List.of());
    CostLimit limit = CostLimit.of(new BigDecimal("0.50"), new InMemoryJournal(), turn);
    assertNull(limit.refusal());
    limit.spent(new BigDecimal("0.25"));
    assertNull(limit.refusal(), "as much again is just allowed");
    limit.spent(null);
    assertNull(limit.refusal(), "what has no price costs nothing");
    limit.spent(new BigDecimal("0.20"));
    EventPayload.TurnFailed refusal = Objects.requireNonNull(limit.refusal());
    assertEquals("max_cost", refusal.reason());
    assertTrue(refusal.message().contains("0.45"), refusal.message());
    CostLimit none = CostLimit.of(null, new InMemoryJournal(), turn);
    none.spent(new BigDecimal("1000"));
    assertNull(none.refusal());
  }
}
