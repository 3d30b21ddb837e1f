package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every journal keeps and finds; each implementation extends it. */
public abstract class JournalContract extends JournalFixture {
  private static final Usage USAGE = Usage.NONE;
  private static final TurnId TURN = new TurnId("turn-1");

  private static NewEvent created(SessionId session) {
    return new NewEvent(
        session,
        null,
        "user",
        new EventPayload.SessionCreated("default", "Session " + session, "gateway", null));
  }

  private static NewEvent ofTurn(SessionId session, TurnId turn, EventPayload payload) {
    return new NewEvent(session, turn, "user", payload);
  }

  private static NewEvent submitted(SessionId session, TurnId turn) {
    return ofTurn(session, turn, new EventPayload.TurnSubmitted("hello", List.of()));
  }

  @Test
  void whatIsAppendedIsReadInOrder() {
    List<Event> first = journal().append(List.of(message(SESSION, "one"), message(SESSION, "two")));
    List<Event> second = journal().append(List.of(message(SESSION, "three")));
    List<Event> all = new ArrayList<>(first);
    all.addAll(second);
    assertEquals(all, journal().read(SESSION, 0, 100));
    assertEquals(List.of(1L, 2L, 3L), all.stream().map(Event::seq).toList());
    assertEquals(7, all.getFirst().id().version());
  }

  @Test
  void whatIsReadIsWhatWasAppended() {
    NewEvent event =
        ofTurn(SESSION, TURN, new EventPayload.TurnSubmitted("naïve 😀 \0 \ud800 \"", List.of()));
    Event appended = journal().append(List.of(event)).getFirst();
    assertEquals(
        new Event(1, appended.id(), appended.ts(), SESSION, TURN, "user", null, event.payload()),
        appended);
    assertEquals(List.of(appended), journal().read(SESSION, 0, 1));
  }

  @Test
  void sessionsAreReadApartAndFromACursorAndUpToALimit() {
    for (int i = 0; i < 10; i++) {
      journal().append(List.of(message(SESSION, "a" + i), message(OTHER, "b" + i)));
    }
    assertEquals(
        List.of("a3", "a4"),
        journal().read(SESSION, 5, 2).stream().map(JournalContract::text).toList());
    assertEquals(
        List.of("b9"), journal().read(OTHER, 18, 5).stream().map(JournalContract::text).toList());
    assertEquals(List.of(), journal().read(OTHER, 20, 5));
    assertEquals(List.of(), journal().read(new SessionId("nobody"), 0, 5));
    assertEquals(19, journal().lastSeq(SESSION));
    assertEquals(0, journal().lastSeq(new SessionId("nobody")));
  }

  @Test
  void nothingAndALimitOfNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> journal().append(List.of()));
    assertThrows(IllegalArgumentException.class, () -> journal().read(SESSION, 0, 0));
  }

  @Test
  void aTypeThatIsNotKnownIsKept() {
    EventPayload payload =
        new EventPayload.Unknown(
            "moon.risen",
            JsonNodeFactory.instance
                .objectNode()
                .put("phase", 0.25)
                .putNull("name")
                .put("rose", true));
    Event appended =
        journal().append(List.of(new NewEvent(SESSION, null, "system", payload))).getFirst();
    assertEquals(List.of(appended), journal().read(SESSION, 0, 10));
    assertEquals(payload, appended.payload());
  }

  @Test
  void concurrentAppendsStayWhole() throws Exception {
    int writers = 16;
    int rounds = 30;
    inParallel(
        writers,
        writer -> {
          for (int round = 0; round < rounds; round++) {
            String name = writer + "." + round;
            List<Event> events =
                journal()
                    .append(List.of(message(SESSION, name + ".a"), message(SESSION, name + ".b")));
            assertEquals(events.get(0).seq() + 1, events.get(1).seq());
          }
        });
    List<Event> all = journal().read(SESSION, 0, Integer.MAX_VALUE);
    assertEquals(
        LongStream.rangeClosed(1, 2L * writers * rounds).boxed().toList(),
        all.stream().map(Event::seq).toList());
    for (int i = 0; i < all.size(); i += 2) {
      assertEquals(text(all.get(i)).replace(".a", ".b"), text(all.get(i + 1)));
    }
  }

  @Test
  void anInterruptDoesNotEndAnAppend() throws Exception {
    AtomicBoolean kept = new AtomicBoolean();
    AtomicInteger appended = new AtomicInteger();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              Thread.currentThread().interrupt();
              appended.addAndGet(journal().append(List.of(message(SESSION, "1"))).size());
              kept.set(Thread.currentThread().isInterrupted());
            });
    caller.join();
    assertEquals(1, appended.get());
    assertTrue(kept.get());
    assertEquals(1, journal().read(SESSION, 0, 10).size());
  }

  @Test
  void turnsAreUnfinishedUntilTheyEnd() {
    List<EventPayload> ends =
        List.of(
            new EventPayload.TurnCompleted(FinishReason.STOP, USAGE),
            new EventPayload.TurnCancelled(),
            new EventPayload.TurnFailed("interrupted", "The guest was stopped"));
    List<Event> submitted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TurnId turn = new TurnId("turn-" + i);
      submitted.addAll(journal().append(List.of(submitted(SESSION, turn))));
      journal().append(List.of(ofTurn(SESSION, turn, new EventPayload.TurnStarted())));
    }
    assertEquals(submitted, journal().unfinishedTurns());
    for (int i = 0; i < 3; i++) {
      journal().append(List.of(ofTurn(SESSION, new TurnId("turn-" + (i + 1)), ends.get(i))));
    }
    assertEquals(List.of(submitted.get(0), submitted.get(4)), journal().unfinishedTurns());
  }

  @Test
  void aTurnIsItsSessionsOwn() {
    Event first = journal().append(List.of(submitted(SESSION, TURN))).getFirst();
    journal().append(List.of(submitted(OTHER, TURN)));
    journal().append(List.of(ofTurn(OTHER, TURN, new EventPayload.TurnCancelled())));
    assertEquals(List.of(first), journal().unfinishedTurns());
  }

  @Test
  void aTurnThatWasSubmittedIsKnown() {
    journal().append(List.of(submitted(SESSION, TURN)));
    journal()
        .append(List.of(ofTurn(SESSION, new TurnId("turn-2"), new EventPayload.TurnCancelled())));
    assertTrue(journal().hasTurn(SESSION, TURN));
    assertFalse(journal().hasTurn(OTHER, TURN));
    assertFalse(journal().hasTurn(SESSION, new TurnId("turn-2")));
    assertFalse(journal().hasTurn(SESSION, new TurnId("turn-3")));
  }

  @Test
  void sessionsComeMostRecentlyActiveFirst() {
    List<SessionId> ids =
        IntStream.range(0, 4).mapToObj(i -> new SessionId("session-" + i)).toList();
    ids.forEach(id -> journal().append(List.of(created(id))));
    Event last = journal().append(List.of(message(ids.get(1), "hello"))).getFirst();
    List<SessionInfo> sessions = journal().sessions();
    assertEquals(
        List.of(ids.get(1), ids.get(3), ids.get(2), ids.get(0)),
        sessions.stream().map(SessionInfo::sessionId).toList());
    Event first = journal().read(ids.get(1), 0, 1).getFirst();
    assertEquals(
        new SessionInfo(
            ids.get(1),
            "default",
            "Session session-1",
            "gateway",
            first.ts(),
            last.ts(),
            false,
            null),
        sessions.getFirst());
  }

  @Test
  void aSessionThatWasNeverCreatedIsNotListed() {
    journal().append(List.of(message(OTHER, "hello"), created(SESSION)));
    assertEquals(
        List.of(SESSION), journal().sessions().stream().map(SessionInfo::sessionId).toList());
  }

  @Test
  void anEmptyJournalHasNothing() {
    assertEquals(List.of(), journal().sessions());
    assertEquals(List.of(), journal().unfinishedTurns());
    assertEquals(List.of(), journal().read(SESSION, 0, 10));
    assertFalse(journal().hasTurn(SESSION, TURN));
  }
}
