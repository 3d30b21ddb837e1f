package dev.oxydra.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client of the gateway protocol, written from the protocol's page alone: it knows JSON and
 * WebSocket, and none of the product's types.
 */
public final class ProtocolClient implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Larger texts are sent in parts, in characters: the JDK spoils frames of very large ones. */
  private static final int PART = 1 << 20;

  /** One for all: each has a thread of its own. */
  private static final class Http {
    static final HttpClient CLIENT = HttpClient.newHttpClient();
  }

  /**
   * A received frame.
   *
   * @param type its type
   * @param payload its payload
   */
  public record Frame(String type, JsonNode payload) {}

  private final List<Frame> received = new ArrayList<>();
  private final WebSocket socket;
  private int next;
  private int changes;
  private int closeStatus = -1;

  private ProtocolClient(URI endpoint, Map<String, String> headers) {
    WebSocket.Builder builder = Http.CLIENT.newWebSocketBuilder();
    headers.forEach(builder::header);
    try {
      socket = builder.buildAsync(endpoint, new Receiver()).join();
    } catch (CompletionException e) {
      throw new UncheckedIOException("No connection to " + endpoint, new IOException(e.getCause()));
    }
  }

  /**
   * Connects.
   *
   * @param endpoint {@code ws://127.0.0.1:<port>/ws}
   * @throws UncheckedIOException when the handshake fails
   */
  public static ProtocolClient connect(URI endpoint, String token) {
    return connect(endpoint, Map.of("Authorization", "Bearer " + token));
  }

  /**
   * Connects with headers of the caller's choice.
   *
   * @throws UncheckedIOException when the handshake fails; its cause's cause is a {@link
   *     java.net.http.WebSocketHandshakeException} when the server answered
   */
  public static ProtocolClient connect(URI endpoint, Map<String, String> headers) {
    return new ProtocolClient(endpoint, headers);
  }

  /**
   * Sends a frame, with a new {@code request_id} if it has none.
   *
   * @return the request's id
   */
  public String send(String type, Map<String, ?> payload) {
    return send(type, (ObjectNode) MAPPER.valueToTree(payload));
  }

  private String send(String type, ObjectNode json) {
    if (!json.has("request_id")) {
      json.put("request_id", UUID.randomUUID().toString());
    }
    sendText(MAPPER.createObjectNode().put("type", type).set("payload", json).toString());
    return json.get("request_id").asText();
  }

  /** Sends a text as it is. */
  public void sendText(String text) {
    synchronized (socket) {
      int from = 0;
      for (; text.length() - from > PART; from += PART) {
        socket.sendText(text.substring(from, from + PART), false).join();
      }
      socket.sendText(text.substring(from), true).join();
    }
  }

  /** Says hello as a plain version-2 client, and waits for the answer. */
  public JsonNode hello(String user, Duration deadline) {
    return hello(Map.of("user_id", user), deadline);
  }

  /** Says hello with these fields besides the version, and waits for the answer. */
  public JsonNode hello(Map<String, ?> fields, Duration deadline) {
    ObjectNode payload = MAPPER.valueToTree(fields);
    payload.put("protocol_version", 2);
    String request = send("hello", payload);
    return await("hello_ack", answer -> isAnswerTo(request, answer), deadline);
  }

  /** Whether a payload carries this request's id. */
  public static boolean isAnswerTo(String requestId, JsonNode payload) {
    return requestId.equals(payload.path("request_id").asText());
  }

  /** The next frame of this type; see {@link #await(String, Predicate, Duration)}. */
  public JsonNode await(String type, Duration deadline) {
    return await(type, payload -> true, deadline);
  }

  /**
   * Waits for the next frame of a type whose payload passes, and skips the frames before it.
   *
   * @return its payload
   * @throws AssertionError when there is none by the deadline or the connection ends before
   */
  public JsonNode await(String type, Predicate<JsonNode> accepted, Duration deadline) {
    return await(
            type,
            frame -> frame.type().equals(type) && accepted.test(frame.payload()),
            System.nanoTime() + deadline.toNanos())
        .payload();
  }

  /**
   * Waits for the next frame of any type that passes, and skips the frames before it.
   *
   * @param what to say what was missed
   * @throws AssertionError when there is none by the deadline or the connection ends before
   */
  public Frame awaitFrame(String what, Predicate<Frame> accepted, Duration deadline) {
    return await(what, accepted, System.nanoTime() + deadline.toNanos());
  }

  /**
   * The next frame, whatever it is; empty when none comes in this time, or the connection has ended
   * and all that came before has been taken.
   */
  public synchronized Optional<Frame> next(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (next == received.size()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0 || closeStatus >= 0) {
        return Optional.empty();
      }
      pause(left);
    }
    return Optional.of(received.get(next++));
  }

  /** Whether the connection has not ended, or has frames that were not taken. */
  public synchronized boolean isOpen() {
    return closeStatus < 0 || next < received.size();
  }

  private synchronized Frame await(String what, Predicate<Frame> accepted, long end) {
    int from = next;
    while (true) {
      while (next < received.size()) {
        Frame frame = received.get(next++);
        if (accepted.test(frame)) {
          return frame;
        }
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0 || closeStatus >= 0) {
        throw new AssertionError("No " + what + describe(from));
      }
      pause(left);
    }
  }

  private String describe(int from) {
    String seen =
        received.stream()
            .skip(from)
            .map(frame -> frame.type() + " " + frame.payload())
            .collect(Collectors.joining("\n  "));
    String state = closeStatus >= 0 ? ", closed with " + closeStatus : "";
    return state + "; received:\n  " + seen;
  }

  /** Waits until something has come, or for this long. */
  private void pause(long millis) {
    int seen = changes;
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; changes == seen && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for a frame", e);
    }
  }

  /**
   * Waits until the server closes the connection.
   *
   * @return the status; 1006 when it ended without a close frame
   */
  public synchronized int awaitClose(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    while (closeStatus < 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("Still open after " + deadline);
      }
      pause(left);
    }
    return closeStatus;
  }

  /** Everything received so far, in order. */
  public synchronized List<Frame> received() {
    return List.copyOf(received);
  }

  private synchronized void receive(String text) {
    try {
      JsonNode frame = MAPPER.readTree(text);
      received.add(new Frame(frame.path("type").asText(), frame.path("payload")));
    } catch (JsonProcessingException e) {
      received.add(new Frame("not JSON: " + text, MAPPER.nullNode()));
    }
    changes++;
    notifyAll();
  }

  private synchronized void ended(int status) {
    if (closeStatus < 0) {
      closeStatus = status;
    }
    changes++;
    notifyAll();
  }

  /** Drops the connection, without a word. */
  @Override
  public void close() {
    socket.abort();
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        receive(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      ended(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended(1006);
    }
  }
}
