package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.tools.mcp.McpException.Kind;
import dev.oxydra.tools.web.ProxiedHttp;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP: each message is a POST of its own, whose answer is a message or a stream of
 * them; one more stream, which a server may have or not, brings what nobody has asked for.
 */
final class HttpWire implements Wire {
  private static final String POST = "POST";
  private static final String GET = "GET";
  private static final String SESSION = "Mcp-Session-Id";
  private static final String VERSION = "MCP-Protocol-Version";
  private static final String EVENTS = "text/event-stream";
  private static final int SAID = 300;

  /** How long the message that ends the handshake may take before the next ones follow it. */
  private static final Duration IN_ORDER = Duration.ofSeconds(5);

  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(5);

  private final ProxiedHttp http;
  private final Receiver receiver;
  private final Map<Long, Open> waiting = new ConcurrentHashMap<>();
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final Thread listener = Thread.ofVirtual().name("mcp-listener").unstarted(this::listen);
  private volatile @Nullable String session;
  private volatile @Nullable String version;
  private volatile boolean closed;

  HttpWire(ProxiedHttp http, Receiver receiver) {
    this.http = http;
    this.receiver = receiver;
  }

  @Override
  public void send(ObjectNode message) {
    Thread post = Thread.ofVirtual().name("mcp-post").start(() -> post(message));
    if (message.path("method").asText().equals(Session.INITIALIZED)) {
      try {
        post.join(IN_ORDER);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      listener.start();
    }
  }

  @Override
  public void forget(long id) {
    Open request = waiting.remove(id);
    if (request != null) {
      request.close();
    }
  }

  @Override
  public void agreed(String agreed) {
    version = agreed;
  }

  private void post(ObjectNode message) {
    long id = message.has("method") ? message.path("id").asLong(0) : 0;
    boolean[] answered = {id == 0};
    String why = "it gave no answer";
    Kind kind = Kind.LOST;
    try (Open request = open()) {
      if (id != 0) {
        waiting.put(id, request);
      }
      byte[] body = Json.write(message).getBytes(StandardCharsets.UTF_8);
      ProxiedHttp.Answer answer = request.http().send(POST, headers(POST), body);
      if (answer.status() / 100 != 2) {
        throw refused(answer);
      }
      remember(answer);
      read(
          answer,
          each -> {
            answered[0] |= each.path("id").asLong(0) == id && !each.has("method");
            receiver.message(each);
          });
    } catch (ProxiedHttp.RefusedException e) {
      kind = Kind.UNREACHABLE;
      why = String.valueOf(e.getMessage());
    } catch (McpException e) {
      kind = e.kind();
      why = e.text();
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    waiting.remove(id);
    if (!answered[0]) {
      receiver.failed(id, new McpException(kind, why));
    }
  }

  /** A request that ends with the wire. */
  private final class Open implements AutoCloseable {
    private final ProxiedHttp.Request request;

    Open(ProxiedHttp.Request request) {
      this.request = request;
    }

    ProxiedHttp.Request http() {
      return request;
    }

    @Override
    public void close() {
      open.remove(this);
      try {
        request.close();
      } catch (IOException e) {
        receiver.noise("A connection can't be closed: " + e.getMessage());
      }
    }
  }

  private Open open() throws IOException {
    Open request = new Open(http.open());
    open.add(request);
    if (closed) {
      request.close();
    }
    return request;
  }

  private Map<String, String> headers(String method) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (method.equals(POST)) {
      headers.put("Content-Type", "application/json");
    }
    headers.put("Accept", method.equals(GET) ? EVENTS : "application/json, " + EVENTS);
    String known = session;
    if (known != null) {
      headers.put(SESSION, known);
    }
    String agreed = version;
    if (agreed != null) {
      headers.put(VERSION, agreed);
    }
    return headers;
  }

  private void remember(ProxiedHttp.Answer answer) {
    String named = answer.header(SESSION.toLowerCase(Locale.ROOT));
    if (session == null && !named.isEmpty()) {
      session = named;
    }
  }

  /** A server that doesn't know the session any more has to be greeted anew. */
  private McpException refused(ProxiedHttp.Answer answer) throws IOException {
    String said = new String(answer.body().readNBytes(SAID), StandardCharsets.UTF_8).strip();
    String status = "it answers with HTTP " + answer.status();
    if (answer.status() == 404 && session != null) {
      receiver.ended("the server has forgotten the session");
    }
    String hint =
        answer.status() == 401 || answer.status() == 403
            ? ": it wants to know who asks, and there is no key for it here"
            : said.isEmpty() ? "" : ": " + said;
    return new McpException(Kind.REFUSED, status + hint);
  }

  /** Takes messages as they come. */
  private interface Taker {
    void take(JsonNode message);
  }

  private void read(ProxiedHttp.Answer answer, Taker taker) throws IOException {
    String type = answer.header("content-type").toLowerCase(Locale.ROOT);
    if (type.startsWith(EVENTS)) {
      EventLines events = new EventLines(answer.body());
      for (byte[] data = events.next(); data != null; data = events.next()) {
        parse(data, taker);
      }
    } else {
      parse(whole(answer.body()), taker);
    }
  }

  private static byte[] whole(InputStream body) throws IOException {
    byte[] all = body.readNBytes(LONGEST_MESSAGE + 1);
    if (all.length > LONGEST_MESSAGE) {
      throw new IOException("its answer is longer than 16 MiB");
    }
    return all;
  }

  private void parse(byte[] text, Taker taker) throws IOException {
    try {
      JsonNode message = Json.mapper().readTree(text);
      if (!message.isMissingNode()) {
        taker.take(message);
      }
    } catch (JsonProcessingException e) {
      receiver.noise(new String(text, StandardCharsets.UTF_8));
    }
  }

  /** What comes unasked; a server that has no such stream refuses it. */
  private void listen() {
    try {
      while (!closed && listenOnce()) {
        Thread.sleep(LISTEN_AGAIN);
      }
    } catch (InterruptedException e) {
      return; // closed
    }
  }

  private boolean listenOnce() {
    try (Open request = open()) {
      ProxiedHttp.Answer answer = request.http().send(GET, headers(GET), new byte[0]);
      if (answer.status() != 200 || !answer.header("content-type").startsWith(EVENTS)) {
        return false;
      }
      read(answer, receiver::message);
      return true;
    } catch (ProxiedHttp.RefusedException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    listener.interrupt();
    open.forEach(Open::close);
    if (session != null) {
      Thread farewell = Thread.ofVirtual().name("mcp-farewell").start(this::sayFarewell);
      try {
        farewell.join(FAREWELL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void sayFarewell() {
    try (ProxiedHttp.Request request = http.open()) {
      request.send("DELETE", headers("DELETE"), new byte[0]);
    } catch (IOException e) {
      return; // it will find out
    }
  }
}
