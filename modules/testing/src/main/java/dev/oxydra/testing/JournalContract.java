package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every journal does; each implementation extends it. */
@Timeout(120)
public abstract class JournalContract {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Usage USAGE = Usage.NONE;

  /** The session that a test is about. */
  protected static final SessionId SESSION = new SessionId("runtime-alice");

  private static final SessionId OTHER = new SessionId("runtime-bob");
  private static final TurnId TURN = new TurnId("turn-1");

  private @Nullable Journal opened;

  /** A new and empty journal; the suite closes it. */
  protected abstract Journal open() throws Exception;

  @BeforeEach
  final void openJournal() throws Exception {
    opened = open();
  }

  @AfterEach
  final void closeJournal() {
    journal().close();
  }

  /** The test's journal. */
  protected final Journal journal() {
    return Objects.requireNonNull(opened);
  }

  /** An event with nothing but a text. */
  protected static NewEvent message(SessionId session, String text) {
    return new NewEvent(session, null, "user", new EventPayload.UserMessage(Message.user(text)));
  }

  /** The text of such an event. */
  protected static String text(Event event) {
    return ((EventPayload.UserMessage) event.payload()).message().text();
  }

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
  void everySubscriberSeesExactlyTheSequence() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("everySubscriberSeesExactlyTheSequence: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 700; i++) {
      journal().append(List.of(message(i % 3 == 0 ? OTHER : SESSION, "before " + i)));
    }
    List<Recorder> recorders = new ArrayList<>();
    CountDownLatch written = new CountDownLatch(1);
    Thread writing =
        Thread.ofVirtual()
            .start(() -> {
              inParallel(12, writer -> appendAtRandom(seed + writer));
              written.countDown();
            });
    for (int i = 0; i < 20; i++) {
      Recorder recorder = new Recorder(random.nextInt(900), random.nextInt(4) == 0);
      recorders.add(recorder);
      recorder.subscription =
          journal().subscribe(i % 4 == 0 ? OTHER : SESSION, recorder.from, recorder);
    }
    written.await();
    writing.join();
    for (int i = 0; i < recorders.size(); i++) {
      Recorder recorder = recorders.get(i);
      List<Event> expected =
          journal().read(i % 4 == 0 ? OTHER : SESSION, recorder.from, Integer.MAX_VALUE);
      Await.until("all events", DEADLINE, () -> recorder.seen().size() >= expected.size());
      assertEquals(expected, recorder.seen(), "seed " + seed);
      assertEquals(1, recorder.caughtUp.get(), "seed " + seed);
      recorder.close();
    }
  }

  private void appendAtRandom(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      journal()
          .append(
              IntStream.rangeClosed(0, random.nextInt(4))
                  .mapToObj(i -> message(random.nextInt(3) == 0 ? OTHER : SESSION, "live"))
                  .toList());
    }
  }

  @Test
  void caughtUpComesBetweenWhatWasThereAndWhatIsNew() throws Exception {
    journal().append(List.of(message(SESSION, "1"), message(SESSION, "2"), message(OTHER, "3")));
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Journal.Listener listener =
        new Journal.Listener() {
          @Override
          public void onEvent(Event event) {
            calls.add("event " + event.seq());
            first.countDown();
            assertDoesNotThrow(() -> goOn.await());
          }

          @Override
          public void onCaughtUp(long seq) {
            calls.add("caught up " + seq);
          }
        };
    try (Journal.Subscription subscription = journal().subscribe(SESSION, 0, listener)) {
      assertNotNull(subscription);
      first.await();
      // Committed while the listener is slow: new all the same.
      journal().append(List.of(message(SESSION, "4")));
      goOn.countDown();
      Await.until("the last event", DEADLINE, () -> calls.contains("event 4"));
    }
    assertEquals(List.of("event 1", "event 2", "caught up 2", "event 4"), calls);
  }

  @Test
  void caughtUpGivesTheCursorBackWhereNothingIsNew() {
    journal().append(List.of(message(SESSION, "1"), message(OTHER, "2")));
    Recorder recorder = new Recorder(1, false);
    recorder.subscription = journal().subscribe(SESSION, 1, recorder);
    Await.until("caught up", DEADLINE, () -> recorder.caughtUp.get() == 1);
    assertEquals(1, recorder.caughtUpAt);
    recorder.close();
  }

  @Test
  void aSlowListenerBlocksNobody() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    List<Event> seen = Collections.synchronizedList(new ArrayList<>());
    Journal.Listener slow =
        listening(event -> {
          assertDoesNotThrow(() -> goOn.await());
          seen.add(event);
        });
    try (Journal.Subscription subscription = journal().subscribe(SESSION, 0, slow)) {
      assertNotNull(subscription);
      for (int i = 0; i < 2_000; i++) {
        journal().append(List.of(message(SESSION, "event " + i)));
      }
      goOn.countDown();
      Await.until("all events", DEADLINE, () -> seen.size() == 2_000);
    }
    assertEquals(journal().read(SESSION, 0, 5_000), seen);
  }

  @Test
  void aListenerThatThrowsFallsAlone() {
    Recorder well = new Recorder(0, false);
    well.subscription = journal().subscribe(SESSION, 0, well);
    AtomicInteger calls = new AtomicInteger();
    try (Journal.Subscription failing =
        journal()
            .subscribe(
                SESSION,
                0,
                listening(event -> {
                  calls.incrementAndGet();
                  throw new IllegalStateException("a listener's own fault, wanted by a test");
                }))) {
      assertNotNull(failing);
      journal().append(List.of(message(SESSION, "1")));
      Await.until("the call", DEADLINE, () -> calls.get() == 1);
      journal().append(List.of(message(SESSION, "2")));
      Await.until("all events", DEADLINE, () -> well.seen().size() == 2);
    }
    assertEquals(1, calls.get());
    well.close();
  }

  @Test
  void aClosedSubscriptionIsNotCalledAnyMore() {
    AtomicBoolean closed = new AtomicBoolean();
    AtomicBoolean calledAfter = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              while (!stop.get()) {
                journal().append(List.of(message(SESSION, "more")));
              }
            });
    Journal.Subscription subscription =
        journal()
            .subscribe(
                SESSION,
                0,
                listening(event -> {
                  calls.incrementAndGet();
                  if (closed.get()) {
                    calledAfter.set(true);
                  }
                }));
    Await.until("some events", DEADLINE, () -> calls.get() > 20);
    subscription.close();
    closed.set(true);
    long seq = journal().append(List.of(message(SESSION, "after"))).getFirst().seq();
    Await.until("more events", DEADLINE, () -> journal().read(SESSION, seq, 100).size() == 100);
    stop.set(true);
    assertDoesNotThrow(() -> writer.join());
    assertFalse(calledAfter.get());
  }

  @Test
  void aListenerMayCloseItsOwnSubscription() throws Exception {
    CountDownLatch subscribed = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Journal.Subscription[] own = new Journal.Subscription[1];
    own[0] =
        journal()
            .subscribe(
                SESSION,
                0,
                listening(event -> {
                  calls.incrementAndGet();
                  assertDoesNotThrow(() -> subscribed.await());
                  own[0].close();
                  done.countDown();
                }));
    subscribed.countDown();
    journal().append(List.of(message(SESSION, "1"), message(SESSION, "2")));
    done.await();
    own[0].close();
    assertEquals(1, calls.get());
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

  @Test
  void aClosedJournalRefusesAndEndsSubscriptions() {
    AtomicInteger calls = new AtomicInteger();
    journal().append(List.of(message(SESSION, "1")));
    assertNotNull(journal().subscribe(SESSION, 0, listening(event -> calls.incrementAndGet())));
    Await.until("the event", DEADLINE, () -> calls.get() == 1);
    journal().close();
    journal().close();
    List.<Runnable>of(
            () -> journal().append(List.of(message(SESSION, "2"))),
            () -> journal().read(SESSION, 0, 1),
            () -> journal().subscribe(SESSION, 0, listening(event -> {})),
            () -> journal().sessions())
        .forEach(call ->
            assertEquals(
                JournalException.Kind.CLOSED,
                assertThrows(JournalException.class, call::run).kind()));
    assertEquals(1, calls.get());
  }

  @Test
  void whatIsAcceptedWhileItClosesIsCommitted() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    Journal.Subscription watching =
        journal().subscribe(SESSION, 0, listening(event -> seen.incrementAndGet()));
    CountDownLatch some = new CountDownLatch(50);
    Thread writers =
        Thread.ofVirtual()
            .start(() ->
                inParallel(
                    8,
                    writer -> {
                      try {
                        while (true) {
                          journal().append(List.of(message(SESSION, "more")));
                          acknowledged.incrementAndGet();
                          some.countDown();
                        }
                      } catch (JournalException e) {
                        assertEquals(JournalException.Kind.CLOSED, e.kind());
                      }
                    }));
    some.await();
    journal().close();
    writers.join();
    watching.close();
    assertTrue(acknowledged.get() >= 50);
    assertTrue(seen.get() <= acknowledged.get());
  }

  private static Journal.Listener listening(Consumer<Event> onEvent) {
    return new Journal.Listener() {
      @Override
      public void onEvent(Event event) {
        onEvent.accept(event);
      }

      @Override
      public void onCaughtUp(long seq) {}
    };
  }

  private interface Work {
    void run(int number);
  }

  private static void inParallel(int count, Work work) {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads =
        IntStream.range(0, count)
            .mapToObj(number ->
                Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> work.run(number)))
            .toList();
    threads.forEach(thread -> assertDoesNotThrow(() -> thread.join()));
    assertEquals(List.of(), failures);
  }

  private static final class Recorder implements Journal.Listener {
    final long from;
    final AtomicInteger caughtUp = new AtomicInteger();
    private final boolean slow;
    private final List<Event> events = new ArrayList<>();
    volatile long caughtUpAt;
    Journal.@Nullable Subscription subscription;

    Recorder(long from, boolean slow) {
      this.from = from;
      this.slow = slow;
    }

    @Override
    public void onEvent(Event event) {
      synchronized (this) {
        events.add(event);
      }
      if (slow) {
        LockSupport.parkNanos(20_000);
      }
    }

    @Override
    public void onCaughtUp(long seq) {
      caughtUpAt = seq;
      caughtUp.incrementAndGet();
    }

    synchronized List<Event> seen() {
      return List.copyOf(events);
    }

    void close() {
      Objects.requireNonNull(subscription).close();
    }
  }
}
