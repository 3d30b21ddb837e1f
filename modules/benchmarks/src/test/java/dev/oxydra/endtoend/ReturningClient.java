package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client of one session that sends turns as fast as they are acknowledged, changes some of them,
 * and, whenever its connection is lost, comes back with the last event that it has seen.
 */
final class ReturningClient implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** After this it takes the connection for lost, as clients do whose end nobody tells them. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final Set<String> TRY_AGAIN =
      Set.of("queue_full", "turn_already_active", "rate_limited", "shutting_down");

  /** An event as the client was given it. */
  record Seen(long seq, String id, String type) {}

  private final URI endpoint;
  private final Path token;
  private final String session;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);
  private final OwnTurns turns;
  private final QueueChanges changes;
  private final List<Seen> events = new ArrayList<>();
  private final List<String> oddities = new ArrayList<>();
  private int connections;
  private final AtomicInteger silences = new AtomicInteger();
  private volatile String stage = "not begun";
  private volatile Instant listened = Instant.EPOCH;
  private boolean closed;

  ReturningClient(URI endpoint, Path token, String session, RandomGenerator random) {
    this.endpoint = endpoint;
    this.token = token;
    this.session = session;
    this.turns = new OwnTurns(session, random);
    this.changes = new QueueChanges(session, random);
  }

  String session() {
    return session;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!isClosed()) {
        visit();
      }
    } catch (RuntimeException | Error e) {
      odd("broke off: " + e);
      throw e;
    }
  }

  private void visit() {
    at("connecting");
    try (ProtocolClient connection =
        ProtocolClient.connect(endpoint, Files.readString(token).strip())) {
      at("connected");
      converse(connection);
      at("leaving");
    } catch (IOException | UncheckedIOException | CompletionException e) {
      // The guest is not back yet, or was killed while this connected or sent something.
      at("refused: " + e);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void converse(ProtocolClient connection) {
    connection.send("hello", hello());
    boolean joined = false;
    Instant heard = Instant.now();
    while (!isClosed() && connection.isOpen()) {
      Optional<ProtocolClient.Frame> frame = connection.next(PAUSE);
      if (frame.isPresent()) {
        heard = Instant.now();
        at("given " + frame.get().type());
        joined |= receive(frame.get(), connection);
      }
      if (joined) {
        send(connection);
      }
      listened = Instant.now();
      if (!isDone() && heard.plus(SILENCE).isBefore(listened)) {
        silences.incrementAndGet();
        return;
      }
    }
  }

  /** Where it is, for people who look for one that hangs. */
  private void at(String now) {
    stage = "%s since %s".formatted(now, Instant.now());
  }

  private synchronized Map<String, Object> hello() {
    return Map.of(
        "protocol_version",
        2,
        "user_id",
        MortalGuest.USER.value(),
        "session_id",
        session,
        "features",
        List.of("events", "queue", "history"),
        "after_seq",
        events.isEmpty() ? 0 : events.getLast().seq());
  }

  private synchronized void send(ProtocolClient connection) {
    turns.send(connection);
  }

  /** Takes a frame, and returns whether it is the one that lets this client begin. */
  private synchronized boolean receive(ProtocolClient.Frame frame, ProtocolClient connection) {
    JsonNode payload = frame.payload();
    switch (frame.type()) {
      case "hello_ack" -> {
        connections++;
        turns.sayAgain(connection);
        return true;
      }
      case "event" -> see(payload, connection);
      case "turn_started" -> {
        answered(payload, connection);
        String turn = payload.path("turn").path("turn_id").asText();
        if (turns.has(turn)) {
          changes.started(turn, connection);
        }
      }
      case "queue_updated", "turn_steered" -> answered(payload, connection);
      case "error" -> refused(payload);
      default -> {
        // What is shown while a turn runs has no promise to keep.
      }
    }
    return false;
  }

  private void answered(JsonNode payload, ProtocolClient connection) {
    changes.answered(payload);
    @Nullable String turn = turns.of(payload.path("request_id").asText());
    if (turn != null && turns.accepted(turn)) {
      changes.accepted(turn, connection);
    }
  }

  private void see(JsonNode event, ProtocolClient connection) {
    String type = event.path("type").asText();
    String turn = event.path("turn_id").asText();
    if (!session.equals(event.path("session_id").asText())) {
      odd("was given an event of another session: " + event);
    }
    events.add(new Seen(event.path("seq").asLong(), event.path("id").asText(), type));
    switch (type) {
      case "turn.submitted" -> {
        if (turns.has(turn) && turns.accepted(turn)) {
          changes.accepted(turn, connection);
        }
      }
      case "turn.completed", "turn.cancelled", "turn.failed" -> turns.ended(turn);
      default -> {
        // The journal is read in the end.
      }
    }
  }

  /** The end of a turn that failed carries the turn's state; all else that is expected is busy. */
  private void refused(JsonNode error) {
    boolean failed = error.path("turn").path("state").asText().equals("failed");
    if (failed || changes.wasTooLate(error)) {
      return;
    }
    if (TRY_AGAIN.contains(error.path("code").asText())) {
      turns.refused();
    } else {
      odd("was given an error: " + error);
    }
  }

  private synchronized void odd(String what) {
    oddities.add("a client of session " + session + " " + what);
  }

  /** The ids of the turns that it was told are accepted, in that order. */
  synchronized List<String> acknowledged() {
    return turns.accepted();
  }

  /** All events that it was given, in the order in which they came. */
  synchronized List<Seen> events() {
    return List.copyOf(events);
  }

  /** What it should not have been told. */
  synchronized List<String> oddities() {
    return List.copyOf(oddities);
  }

  /** What it has asked about its turns; to be read when it is closed. */
  QueueChanges changes() {
    return changes;
  }

  /** How often it was let in. */
  synchronized int connections() {
    return connections;
  }

  /** How often it left because it was told nothing. */
  int silences() {
    return silences.get();
  }

  /** Sends what it has begun to send, and nothing new. */
  synchronized void finish() {
    turns.finish();
  }

  /** Whether all that it has sent is accepted and has ended. */
  synchronized boolean isDone() {
    return turns.areDone();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized String toString() {
    return "a client of %s: %s, %d events, %s, listened %s, now %s"
        .formatted(session, turns, events.size(), stage, listened, Instant.now());
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    Await.until("the end of a client of " + session, PATIENCE, () -> !thread.isAlive());
  }
}
