package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.tools.mcp.McpException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation with a server, from its handshake to its end: JSON-RPC 2.0 as the Model Context
 * Protocol uses it. Safe for use by several threads.
 */
final class Session implements AutoCloseable, Wire.Receiver {
  /** The notification that ends the handshake. */
  static final String INITIALIZED = "notifications/initialized";

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** The newest first; they differ in nothing that is used here. */
  private static final List<String> VERSIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  /** JSON-RPC 2.0, 5.1. */
  private static final int NO_SUCH_METHOD = -32601;

  private static final int LOGGED_NOISE = 5;
  private static final int SHOWN = 200;

  private final String server;
  private final Consumer<String> notified;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicLong noise = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private volatile @Nullable Wire wire;
  private volatile @Nullable String end;
  private volatile JsonNode capabilities = JsonNodeFactory.instance.objectNode();

  private Session(String server, Consumer<String> notified) {
    this.server = server;
    this.notified = notified;
  }

  /**
   * Opens the way to a server and shakes hands.
   *
   * @param server its name
   * @param patience how long the handshake may take
   * @param notified is told of the methods of notifications
   * @throws McpException when it fails; nothing is left open
   */
  static Session open(
      String server, Wire.Opener opener, Duration patience, Consumer<String> notified)
      throws McpException, InterruptedException {
    Session session = new Session(server, notified);
    try {
      session.wire = opener.open(session);
      session.shakeHands(patience);
      return session;
    } catch (IOException e) {
      throw new McpException(Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (McpException | InterruptedException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void shakeHands(Duration patience) throws McpException, InterruptedException {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    parameters.put("protocolVersion", VERSIONS.getFirst());
    parameters.putObject("capabilities");
    parameters.putObject("clientInfo").put("name", "oxydra").put("version", "1");
    JsonNode said = request("initialize", parameters, patience);
    String version = said.path("protocolVersion").asText();
    if (!VERSIONS.contains(version)) {
      throw new McpException(
          Kind.REFUSED,
          "it speaks version '%s' of the protocol, not one of %s"
              .formatted(shown(version), String.join(", ", VERSIONS)));
    }
    capabilities = said.path("capabilities");
    Wire open = wire();
    open.agreed(version);
    open.send(message(INITIALIZED, JsonNodeFactory.instance.objectNode()));
  }

  private Wire wire() throws McpException {
    Wire open = wire;
    String why = end;
    if (open == null || why != null) {
      throw new McpException(Kind.UNREACHABLE, why == null ? "there is no connection" : why);
    }
    return open;
  }

  /** Whether the server says that it has {@code tools}, {@code resources} or {@code prompts}. */
  boolean has(String capability) {
    return capabilities.path(capability).isObject();
  }

  boolean isOpen() {
    return end == null;
  }

  /** Whether somebody waits for an answer. */
  boolean isBusy() {
    return !pending.isEmpty();
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param limit how long it may take
   * @return the result; a missing node where there is none
   * @throws InterruptedException when the thread is interrupted; the server has been told that
   *     nobody waits any more
   */
  JsonNode request(String method, ObjectNode parameters, Duration limit)
      throws McpException, InterruptedException {
    long id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      wire().send(message(method, parameters).put("id", id));
      if (!isOpen()) {
        throw lost();
      }
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      abandon(id, method);
      throw new McpException(
          Kind.TIMEOUT, "it took longer than %d s".formatted(limit.toSeconds()), e);
    } catch (InterruptedException e) {
      abandon(id, method);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpException why) {
        throw why.here();
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pending.remove(id);
    }
  }

  /** The protocol forbids to cancel the handshake. */
  private void abandon(long id, String method) {
    Wire open = wire;
    if (open == null) {
      return;
    }
    if (!method.equals("initialize")) {
      try {
        open.send(
            message(
                "notifications/cancelled",
                JsonNodeFactory.instance
                    .objectNode()
                    .put("requestId", id)
                    .put("reason", "Nobody waits for it any more")));
      } catch (McpException e) {
        log.debug("{} is not told that a request is cancelled", server, e);
      }
    }
    open.forget(id);
  }

  private McpException lost() {
    return new McpException(Kind.LOST, String.valueOf(end));
  }

  private static ObjectNode message(String method, ObjectNode parameters) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("jsonrpc", "2.0")
        .put("method", method)
        .set("params", parameters);
  }

  @Override
  public void message(JsonNode message) {
    if (message.isArray()) {
      message.forEach(this::one);
    } else {
      one(message);
    }
  }

  private void one(JsonNode message) {
    JsonNode method = message.path("method");
    JsonNode id = message.path("id");
    if (method.isTextual() && (id.isTextual() || id.isNumber())) {
      answer(method.asText(), id);
    } else if (method.isTextual()) {
      notified.accept(method.asText());
    } else if (id.isIntegralNumber() && (message.has("result") || message.has("error"))) {
      settle(id.asLong(), message);
    } else {
      noise(message.toString());
    }
  }

  private void settle(long id, JsonNode message) {
    CompletableFuture<JsonNode> answer = pending.get(id);
    if (answer == null) {
      noise("an answer to what nobody asks: " + message);
    } else if (message.has("error")) {
      answer.completeExceptionally(
          new McpException(Kind.REFUSED, shown(message.path("error").path("message").asText())));
    } else {
      answer.complete(message.path("result"));
    }
  }

  /**
   * Nothing is offered to servers, so there is nothing that they can ask for but a sign of life.
   */
  private void answer(String method, JsonNode id) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    reply.set("id", id);
    if (method.equals("ping")) {
      reply.putObject("result");
    } else {
      reply.putObject("error").put("code", NO_SUCH_METHOD).put("message", "Not offered");
    }
    try {
      wire().send(reply);
    } catch (McpException e) {
      log.debug("{} gets no answer", server, e);
    }
  }

  @Override
  public void noise(String text) {
    if (noise.incrementAndGet() <= LOGGED_NOISE) {
      log.warn("The server {} wrote what is no message: {}", server, shown(text));
    }
  }

  /** A text of the server's, bounded and in one line. */
  static String shown(String text) {
    String start = text.substring(0, Math.min(text.length(), SHOWN));
    return start.replaceAll("\\p{Cntrl}+", " ").strip() + (text.length() > SHOWN ? "…" : "");
  }

  @Override
  public void failed(long id, McpException why) {
    CompletableFuture<JsonNode> answer = pending.get(id);
    if (answer != null) {
      answer.completeExceptionally(why);
    }
  }

  @Override
  public void ended(String why) {
    if (end == null) {
      end = why;
    }
    McpException lost = lost();
    pending.values().forEach(answer -> answer.completeExceptionally(lost));
    Wire open = wire;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    ended("it was closed");
  }

  @Override
  public String toString() {
    return "Session[" + server + ", " + Objects.requireNonNullElse(end, "open") + "]";
  }
}
