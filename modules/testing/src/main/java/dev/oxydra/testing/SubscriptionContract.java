package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every journal tells those who follow it; each implementation extends it. */
public abstract class SubscriptionContract extends JournalFixture {
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
