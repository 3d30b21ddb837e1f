package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A journal for the tests of a suite, and what they do with it. */
@Timeout(120)
abstract class JournalFixture {
  static final Duration DEADLINE = Duration.ofSeconds(60);

  /** The session that a test is about. */
  protected static final SessionId SESSION = new SessionId("runtime-alice");

  static final SessionId OTHER = new SessionId("runtime-bob");

  private @Nullable Journal opened;

  /** A new and empty journal; the suite closes it. */
  protected abstract Journal open() throws Exception;

  /** The same journal after it was closed and opened again, where that can be done. */
  protected Journal reopen(Journal journal) throws Exception {
    return journal;
  }

  /** Closes the test's journal and opens it again. */
  final void reopenJournal() throws Exception {
    opened = reopen(journal());
  }

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

  static Journal.Listener listening(Consumer<Event> onEvent) {
    return new Journal.Listener() {
      @Override
      public void onEvent(Event event) {
        onEvent.accept(event);
      }

      @Override
      public void onCaughtUp(long seq) {}
    };
  }

  interface Work {
    void run(int number);
  }

  static void inParallel(int count, Work work) {
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
}
