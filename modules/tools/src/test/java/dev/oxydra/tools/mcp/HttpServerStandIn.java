package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server over streamable HTTP on loopback. */
final class HttpServerStandIn implements AutoCloseable {
  /** Methods of messages, and of requests that are no POST. */
  final List<String> seen = new CopyOnWriteArrayList<>();

  /** The status of all answers, where that isn't 200. */
  volatile int refusing;

  /** Another one when the session is forgotten. */
  volatile String session = "session-1";

  volatile boolean grown;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable OutputStream events;

  HttpServerStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://mcp.example.org:" + server.getAddress().getPort() + "/mcp";
  }

  /** Says something on the stream of what nobody asked for. */
  void say(String method) throws IOException {
    OutputStream out = events;
    if (out == null) {
      throw new IllegalStateException("Nobody listens");
    }
    out.write(event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}"));
    out.flush();
  }

  boolean isListenedTo() {
    return events != null;
  }

  private static byte[] event(String data) {
    return (": a comment\nid: 1\nevent: message\r\ndata: " + data.replace("\n", "\ndata:") + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
      if (refusing != 0) {
        send(exchange, refusing, "text/plain", "not today");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        other(exchange);
      } else {
        JsonNode message = Json.mapper().readTree(exchange.getRequestBody());
        String method = message.path("method").asText();
        seen.add(method);
        if (method.equals("initialize")) {
          exchange.getResponseHeaders().set("Mcp-Session-Id", session);
          send(exchange, 200, "application/json", answer(message, INITIALIZED));
        } else if (!session.equals(given)) {
          send(exchange, 404, "text/plain", "no such session");
        } else if (!"2025-03-26"
            .equals(exchange.getRequestHeaders().getFirst("MCP-Protocol-Version"))) {
          send(exchange, 400, "text/plain", "no version");
        } else if (!message.has("id")) {
          exchange.sendResponseHeaders(202, -1);
        } else {
          answer(exchange, message, method);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final String INITIALIZED =
      "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{}}";

  private void other(HttpExchange exchange) throws IOException, InterruptedException {
    seen.add(exchange.getRequestMethod());
    if (exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      events = exchange.getResponseBody();
      closed.await();
    } else {
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private void answer(HttpExchange exchange, JsonNode message, String method)
      throws IOException, InterruptedException {
    String name = message.path("params").path("name").asText();
    if (method.equals("tools/list")) {
      String more = grown ? "," + tool("more") : "";
      String tools =
          "{\"tools\":[%s,%s,%s%s]}".formatted(tool("echo"), tool("hang"), tool("empty"), more);
      send(exchange, 200, "application/json", answer(message, tools));
    } else if (name.equals("hang")) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      closed.await();
    } else if (name.equals("empty")) {
      send(exchange, 200, "text/event-stream", ": nothing\n\n");
    } else {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write(event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}"));
      out.write(
          event(answer(message, "{\"content\":\n[{\"type\":\"text\",\"text\":\"over HTTP\"}]}")));
    }
  }

  private static String tool(String name) {
    return "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\",\"properties\":{}}}"
        .formatted(name);
  }

  private static String answer(JsonNode message, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(message.path("id"), result);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
