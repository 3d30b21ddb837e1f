package dev.oxydra.endtoend;

import dev.oxydra.testing.ProtocolClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The turns that one client sends: the next one when the last one is accepted. */
final class OwnTurns {
  /** How many may be waiting or running. */
  private static final int AT_ONCE = 4;

  /** Before one that was refused is tried again. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final String session;
  private final RandomGenerator random;
  private final Map<String, String> byRequest = new HashMap<>();
  private final Map<String, String> prompts = new HashMap<>();
  private final Set<String> accepted = new LinkedHashSet<>();
  private final Set<String> open = new LinkedHashSet<>();
  private @Nullable String pending;
  private long refusedAt;
  private boolean refused;
  private boolean finishing;

  OwnTurns(String session, RandomGenerator random) {
    this.session = session;
    this.random = random;
  }

  /** After a hello: says again what may have been lost, and once in a while what was not. */
  void sayAgain(ProtocolClient connection) {
    if (pending != null) {
      submit(connection, pending);
    }
    if (!accepted.isEmpty() && random.nextInt(3) == 0) {
      List<String> all = List.copyOf(accepted);
      submit(
          connection, random.nextBoolean() ? all.getLast() : all.get(random.nextInt(all.size())));
    }
  }

  /** Sends the next one, if it is time for that. */
  void send(ProtocolClient connection) {
    if (pending == null && !finishing && open.size() < AT_ONCE) {
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
    byRequest.put(request, turn);
    Map<String, String> payload = new HashMap<>();
    payload.put("request_id", request);
    payload.put("session_id", session);
    payload.put("turn_id", turn);
    payload.put("prompt", prompts.get(turn));
    connection.send("send_turn", payload);
  }

  /** The one that a request was to submit; null for another request. */
  @Nullable String of(String request) {
    return byRequest.get(request);
  }

  boolean has(String turn) {
    return prompts.containsKey(turn);
  }

  /** One of these is known to be accepted; returns whether that is news. */
  boolean accepted(String turn) {
    if (turn.equals(pending)) {
      pending = null;
    }
    boolean news = accepted.add(turn);
    if (news) {
      open.add(turn);
    }
    return news;
  }

  /** The last one was refused for now. */
  void refused() {
    refused = true;
    refusedAt = System.nanoTime();
  }

  void ended(String turn) {
    open.remove(turn);
  }

  /** No new ones. */
  void finish() {
    finishing = true;
  }

  /** Whether all are accepted and have ended. */
  boolean areDone() {
    return pending == null && open.isEmpty();
  }

  /** Those that are accepted, in that order. */
  List<String> accepted() {
    return List.copyOf(accepted);
  }

  @Override
  public String toString() {
    return "%d accepted, open %s, pending %s".formatted(accepted.size(), open, pending);
  }
}
