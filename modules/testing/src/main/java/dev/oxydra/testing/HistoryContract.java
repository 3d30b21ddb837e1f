package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How every journal reads back, forks and deletes; each implementation extends it. */
public abstract class HistoryContract extends JournalFixture {
  private static final SessionId FORK = new SessionId("fork");
  private static final EventPayload.SessionCreated CREATED =
      new EventPayload.SessionCreated("default", "A fork", "gateway", null);

  private Event append(SessionId session, @Nullable String turn, EventPayload payload) {
    return journal()
        .append(
            List.of(new NewEvent(session, turn == null ? null : new TurnId(turn), "user", payload)))
        .getFirst();
  }

  private List<Event> all(SessionId session) {
    return journal().read(session, 0, Integer.MAX_VALUE);
  }

  private static EventPayload created(@Nullable SessionId parent) {
    return new EventPayload.SessionCreated("default", null, "gateway", parent);
  }

  private static EventPayload says(String text) {
    return new EventPayload.UserMessage(Message.user(text));
  }

  private static EventPayload submitted(String prompt) {
    return new EventPayload.TurnSubmitted(prompt, List.of());
  }

  private static EventPayload completed() {
    return new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE);
  }

  @Test
  void aTurnsEventsAreItsOwn() {
    List<Event> turn = new ArrayList<>();
    turn.add(append(SESSION, "t", submitted("hello")));
    append(SESSION, "u", submitted("later"));
    append(OTHER, "t", submitted("elsewhere"));
    append(SESSION, null, says("of no turn"));
    turn.add(append(SESSION, "t", new EventPayload.TurnStarted()));
    turn.add(append(SESSION, "t", completed()));
    assertEquals(turn, journal().turn(SESSION, new TurnId("t")));
    assertEquals(List.of(), journal().turn(SESSION, new TurnId("v")));
    assertEquals(List.of(), journal().turn(new SessionId("nobody"), new TurnId("t")));
  }

  @Test
  void theLastEventsAreReadBackwards() {
    for (int i = 0; i < 10; i++) {
      journal().append(List.of(message(SESSION, "a" + i), message(OTHER, "b" + i)));
    }
    List<Event> all = all(SESSION);
    assertEquals(all.subList(7, 10), journal().readBefore(SESSION, Long.MAX_VALUE, 3));
    assertEquals(
        all.subList(4, 7), journal().readBefore(SESSION, all.get(7).seq(), 3), "not itself");
    assertEquals(all.subList(0, 2), journal().readBefore(SESSION, all.get(2).seq(), 3));
    assertEquals(List.of(), journal().readBefore(SESSION, all.getFirst().seq(), 3));
    assertThrows(IllegalArgumentException.class, () -> journal().readBefore(SESSION, 9, 0));
  }

  @Test
  void allSessionsAreReadInOneOrder() {
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      all.addAll(journal().append(List.of(message(i % 2 == 0 ? SESSION : OTHER, "m" + i))));
    }
    assertEquals(all, journal().readAll(0, Integer.MAX_VALUE));
    assertEquals(all.subList(10, 30), journal().readAll(10, 20));
    assertEquals(all.subList(890, 900), journal().readAll(890, 20));
    assertEquals(all.subList(890, 895), journal().readAll(890, 5));
    assertEquals(List.of(), journal().readAll(900, 20));
    assertThrows(IllegalArgumentException.class, () -> journal().readAll(0, 0));
  }

  @Test
  void aForkHasThePastOfItsOriginal() {
    append(SESSION, null, created(null));
    append(SESSION, null, new EventPayload.SessionRenamed("the original"));
    List<Event> copied = new ArrayList<>();
    copied.add(append(SESSION, "t", submitted("hello")));
    copied.add(append(SESSION, "t", new EventPayload.TurnStarted()));
    copied.add(append(SESSION, "t", says("hello \ud800 \0")));
    append(
        SESSION,
        "t",
        new EventPayload.UsageRecorded(new ProviderId("p"), new ModelId("m"), Usage.NONE));
    append(SESSION, "t", new EventPayload.TimeRecorded(1));
    append(SESSION, "t", new NoteEvent.Saved("note", "kept once", List.of(), null));
    append(SESSION, "u", submitted("queued"));
    copied.add(append(SESSION, "t", completed()));
    copied.add(append(SESSION, "u", new EventPayload.TurnStarted()));
    long at = append(SESSION, "u", says("and now?")).seq();
    copied.add(journal().readBefore(SESSION, Long.MAX_VALUE, 1).getFirst());
    append(SESSION, "u", completed());

    Event forked = journal().fork(SESSION, at, FORK, CREATED);
    List<Event> fork = all(FORK);
    assertEquals(CREATED, fork.get(0).payload());
    assertEquals(new EventPayload.SessionForked(SESSION, at), forked.payload());
    assertEquals(forked, fork.get(1));
    List<Event> copies = fork.subList(2, fork.size());
    assertEquals(
        copied.stream().map(Event::payload).toList(), copies.stream().map(Event::payload).toList());
    assertEquals(
        copied.stream().map(Event::seq).toList(), copies.stream().map(Event::parent).toList());
    assertEquals(
        copied.stream().map(Event::turnId).toList(), copies.stream().map(Event::turnId).toList());
    assertEquals(
        LongStream.rangeClosed(at + 2, at + 1 + fork.size()).boxed().toList(),
        fork.stream().map(Event::seq).toList());
    assertTrue(
        copies.stream().allMatch(copy -> copy.id().version() == 7 && copy.id().variant() == 2));
    assertEquals(
        fork.size() + copied.size(),
        new HashSet<>(Stream.concat(fork.stream(), copied.stream()).map(Event::id).toList())
            .size());
    assertEquals(at + 2 + fork.size(), append(FORK, "w", submitted("other")).seq());
    assertTrue(journal().hasTurn(FORK, new TurnId("t")));
  }

  @Test
  void aForkIsItsOwn() {
    append(SESSION, null, created(null));
    long at = append(SESSION, null, says("one")).seq();
    append(SESSION, null, says("two"));
    journal().fork(SESSION, at, FORK, CREATED);
    SessionId second = new SessionId("fork-of-fork");
    journal().fork(FORK, journal().lastSeq(FORK), second, CREATED);
    journal().delete(SESSION, "user");
    append(FORK, null, says("three"));
    journal().delete(FORK, "user");
    assertEquals(List.of("one"), all(second).stream().skip(2).map(HistoryContract::text).toList());
  }

  @Test
  void aCopiedSummaryCoversTheCopies() {
    append(SESSION, null, created(null));
    long first = append(SESSION, null, says("one")).seq();
    append(SESSION, null, says("two"));
    long at = append(SESSION, null, new EventPayload.SummaryWritten("short", first)).seq();
    journal().fork(SESSION, at, FORK, CREATED);
    List<Event> fork = all(FORK);
    assertEquals(
        new EventPayload.SummaryWritten("short", fork.get(2).seq()), fork.get(4).payload());
  }

  @Test
  void whatCanNotBeForkedIsRefused() {
    append(SESSION, null, created(null));
    long elsewhere = append(OTHER, null, created(null)).seq();
    assertThrows(
        IllegalArgumentException.class, () -> journal().fork(SESSION, elsewhere, FORK, CREATED));
    assertThrows(IllegalArgumentException.class, () -> journal().fork(SESSION, 99, FORK, CREATED));
    assertThrows(IllegalArgumentException.class, () -> journal().fork(SESSION, 1, OTHER, CREATED));
    assertEquals(2, journal().readAll(0, 10).size());
    assertEquals(3, append(SESSION, null, says("on")).seq());
  }

  @Test
  void nothingButATraceIsLeftOfADeletedSession() {
    append(SESSION, null, created(null));
    append(SESSION, "t", submitted("secret"));
    Event other = append(OTHER, null, says("stays"));
    Event deleted = journal().delete(SESSION, "retention");
    assertEquals(new EventPayload.SessionDeleted(2), deleted.payload());
    assertEquals("retention", deleted.actor());
    assertEquals(List.of(other, deleted), journal().readAll(0, 10));
    assertEquals(List.of(deleted), all(SESSION));
    assertEquals(List.of(), journal().turn(SESSION, new TurnId("t")));
    assertThrows(IllegalArgumentException.class, () -> journal().delete(SESSION, "user"));
    assertThrows(
        IllegalArgumentException.class, () -> journal().delete(new SessionId("none"), "user"));
  }

  @Test
  void aSessionMayBeMadeAgain() {
    append(SESSION, null, created(null));
    Event deleted = journal().delete(SESSION, "user");
    Event again = append(SESSION, null, created(null));
    assertEquals(List.of(deleted, again), all(SESSION));
    assertEquals(new EventPayload.SessionDeleted(1), journal().delete(SESSION, "user").payload());
    assertEquals(1, all(SESSION).size());
  }

  @Test
  void delegatedSessionsGoWithTheirParents() {
    SessionId child = new SessionId("child");
    SessionId grandchild = new SessionId("grandchild");
    append(SESSION, null, created(null));
    append(child, null, created(SESSION));
    append(grandchild, null, created(child));
    Event stays = append(OTHER, null, created(new SessionId("somebody")));
    assertEquals(SESSION, journal().delete(SESSION, "user").sessionId());
    assertEquals(
        List.of(OTHER, SESSION, child, grandchild),
        journal().readAll(0, 10).stream().map(Event::sessionId).toList());
    assertEquals(List.of(stays), all(OTHER));
    assertEquals(
        List.of(new EventPayload.SessionDeleted(1)),
        all(grandchild).stream().map(Event::payload).toList());
  }

  @Test
  void thereAreNoBackupsOfWhatWasNeverCopied() {
    append(SESSION, null, created(null));
    assertEquals(List.of(), journal().backupsOf(SESSION));
  }

  @Test
  void whoListensIsToldBeforeTheAppendReturns() {
    append(SESSION, null, says("before"));
    List<Event> told = Collections.synchronizedList(new ArrayList<>());
    Journal.Subscription listening = journal().listen(told::addAll);
    List<Event> appended =
        journal().append(List.of(message(SESSION, "one"), message(OTHER, "two")));
    assertEquals(appended, List.copyOf(told));
    journal().fork(SESSION, 1, FORK, CREATED);
    journal().delete(SESSION, "user");
    assertEquals(journal().readAll(3, 10), told.stream().filter(event -> event.seq() > 3).toList());
    listening.close();
    append(OTHER, null, says("after"));
    assertEquals(2 + 3 + 1, told.size());
  }

  @Test
  void whoListensAndFailsMissesNothingElseAndHarmsNobody() {
    AtomicInteger calls = new AtomicInteger();
    List<Event> told = Collections.synchronizedList(new ArrayList<>());
    journal()
        .listen(events -> {
          calls.incrementAndGet();
          throw new IllegalStateException("a listener's own fault, wanted by a test");
        });
    journal().listen(told::addAll);
    append(SESSION, null, says("one"));
    append(SESSION, null, says("two"));
    assertEquals(2, calls.get());
    assertEquals(2, told.size());
  }

  @Test
  void subscriptionsSeeForksAndDeletionsInOrder() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("subscriptionsSeeForksAndDeletionsInOrder: seed " + seed);
    append(SESSION, null, created(null));
    for (int i = 0; i < 600; i++) {
      append(SESSION, null, says("message " + i));
    }
    List<Event> seen = Collections.synchronizedList(new ArrayList<>());
    List<Event> told = Collections.synchronizedList(new ArrayList<>());
    assertDoesNotThrow(() -> journal().listen(told::addAll));
    try (Journal.Subscription fork = journal().subscribe(FORK, 0, listening(seen::add))) {
      inParallel(
          3,
          writer -> {
            Random random = new Random(seed + writer);
            for (int i = 0; i < 40; i++) {
              if (writer == 0 && i == 20) {
                journal().fork(SESSION, 550, FORK, CREATED);
              }
              append(random.nextBoolean() ? SESSION : OTHER, null, says("more"));
            }
          });
      append(FORK, null, says("last"));
      List<Event> expected = all(FORK);
      Await.until("all of the fork", DEADLINE, () -> seen.size() == expected.size());
      assertEquals(expected, List.copyOf(seen), "seed " + seed);
      assertEquals(journal().readAll(601, Integer.MAX_VALUE), List.copyOf(told), "seed " + seed);
      Event deleted = journal().delete(FORK, "user");
      Await.until("the trace", DEADLINE, () -> seen.getLast().equals(deleted));
      assertTrue(fork != null);
    }
  }
}
