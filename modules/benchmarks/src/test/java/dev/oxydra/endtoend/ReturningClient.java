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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client of one session that sends turns as fast as they are acknowledged, and, whenever its
 * connection is lost, comes back with the last event that it has seen. What it doesn't know to be
 * accepted it sends again, and now and then something that it does know to be.
 */
final class ReturningClient implements AutoCloseable {
  /** How many of its turns may be waiting or running. */
  private static final int AT_ONCE = 4;

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Set<String> TRY_AGAIN =
      Set.of("queue_full", "turn_already_active", "rate_limited", "shutting_down");

  /** An event as the client was given it. */
  record Seen(long seq, String id, String type) {}

  private final URI endpoint;
  private final Path token;
  private final String session;
  private final RandomGenerator random;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);

  private final List<Seen> events = new ArrayList<>();
  private final Map<String, String> turnsByRequest = new HashMap<>();
  private final Map<String, String> prompts = new HashMap<>();
  private final Set<String> acknowledged = new LinkedHashSet<>();
  private final Set<String> open = new LinkedHashSet<>();
  private final List<String> oddities = new ArrayList<>();
  private @Nullable String pending;
  private boolean refused;
  private long refusedAt;
  private boolean sending = true;
  private boolean closed;
  private int connections;

  ReturningClient(URI endpoint, Path token, String session, RandomGenerator random) {
    this.endpoint = endpoint;
    this.token = token;
    this.session = session;
    this.random = random;
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
      odd("a client broke off: " + e);
      throw e;
    }
  }

  private void visit() {
    try (ProtocolClient connection =
        ProtocolClient.connect(endpoint, Files.readString(token).strip())) {
      converse(connection);
    } catch (IOException | UncheckedIOException | CompletionException e) {
      // The guest is not back yet, or was killed while this connected or sent something.
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void converse(ProtocolClient connection) {
    connection.send("hello", hello());
    boolean joined = false;
    while (!isClosed() && connection.isOpen()) {
      Optional<ProtocolClient.Frame> frame = connection.next(PAUSE);
      if (frame.isPresent()) {
        joined |= receive(frame.get(), connection);
      }
      if (joined) {
        send(connection);
      }
    }
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

  /** Takes a frame, and returns whether it is the one that lets this client begin. */
  private synchronized boolean receive(ProtocolClient.Frame frame, ProtocolClient connection) {
    JsonNode payload = frame.payload();
    String mine = turnsByRequest.get(payload.path("request_id").asText());
    switch (frame.type()) {
      case "hello_ack" -> {
        joined(connection);
        return true;
      }
      case "event" -> see(payload);
      case "turn_started", "queue_updated" -> {
        if (mine != null) {
          acknowledge(mine);
        }
      }
      case "error" -> refused(payload);
      default -> {
        // What is shown while a turn runs has no promise to keep.
      }
    }
    return false;
  }

  /** Says again what may have been lost, and once in a while what was not. */
  private void joined(ProtocolClient connection) {
    connections++;
    if (pending != null) {
      submit(connection, pending);
    }
    if (!acknowledged.isEmpty() && random.nextInt(3) == 0) {
      List<String> all = List.copyOf(acknowledged);
      submit(
          connection, random.nextBoolean() ? all.getLast() : all.get(random.nextInt(all.size())));
    }
  }

  private void see(JsonNode event) {
    long seq = event.path("seq").asLong();
    String type = event.path("type").asText();
    String turn = event.path("turn_id").asText();
    if (!session.equals(event.path("session_id").asText())) {
      odd("an event of another session: " + event);
    }
    events.add(new Seen(seq, event.path("id").asText(), type));
    switch (type) {
      case "turn.submitted" -> {
        if (prompts.containsKey(turn)) {
          acknowledge(turn);
        }
      }
      case "turn.completed", "turn.cancelled", "turn.failed" -> open.remove(turn);
      default -> {
        // The journal is read in the end.
      }
    }
  }

  private void acknowledge(String turn) {
    if (acknowledged.add(turn)) {
      open.add(turn);
    }
    if (turn.equals(pending)) {
      pending = null;
    }
  }

  /** The end of a turn that failed carries the turn's state; all else that is expected is busy. */
  private void refused(JsonNode error) {
    if (error.path("turn").path("state").asText().equals("failed")) {
      return;
    }
    if (TRY_AGAIN.contains(error.path("code").asText())) {
      refused = true;
      refusedAt = System.nanoTime();
    } else {
      odd("an error: " + error);
    }
  }

  private synchronized void odd(String what) {
    oddities.add("a client of session " + session + " had " + what);
  }

  /**
   * Sends the next turn when the last one is accepted and not too many are open; one that was
   * refused is tried again after a while.
   */
  private synchronized void send(ProtocolClient connection) {
    if (pending == null && sending && open.size() < AT_ONCE) {
      pending = UUID.randomUUID().toString();
      prompts.put(pending, prompt(pending));
      submit(connection, pending);
    } else if (pending != null && refused && System.nanoTime() - refusedAt > PAUSE.toNanos()) {
      submit(connection, pending);
    }
  }

  private String prompt(String turn) {
    return switch (random.nextInt(8)) {
      case 0 -> "count to " + random.nextInt(1, 400);
      case 1 -> "slow " + random.nextInt(1, 4);
      default -> "run note " + turn;
    };
  }

  private void submit(ProtocolClient connection, String turn) {
    refused = false;
    String request = UUID.randomUUID().toString();
    turnsByRequest.put(request, turn);
    connection.send(
        "send_turn",
        Map.of(
            "request_id",
            request,
            "session_id",
            session,
            "turn_id",
            turn,
            "prompt",
            prompts.get(turn)));
  }

  /** The ids of the turns that it was told are accepted, in that order. */
  synchronized List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** All events that it was given, in the order in which they came. */
  synchronized List<Seen> events() {
    return List.copyOf(events);
  }

  /** What it should not have been told. */
  synchronized List<String> oddities() {
    return List.copyOf(oddities);
  }

  /** How often it was let in. */
  synchronized int connections() {
    return connections;
  }

  /** Sends what it has begun to send, and nothing new. */
  synchronized void finish() {
    sending = false;
  }

  /** Whether all that it has sent is accepted and has ended. */
  synchronized boolean isDone() {
    return pending == null && open.isEmpty();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    Await.until("the end of a client of " + session, PATIENCE, () -> !thread.isAlive());
  }
}
