package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an agent reaches of the web with its own tools, through the broker. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@RequiresTool({"bwrap", "setsid"})
class WebToolsTest {
  private static final String PDF =
      """
      %PDF-1.4
      1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
      2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
      3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
      4 0 obj<</Length 47>>stream
      BT /F1 12 Tf 50 200 Td (from a document) Tj ET
      endstream endobj
      5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
      trailer<</Root 1 0 R>>
      """;

  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.createContext(
        "/page", exchange -> answer(exchange, "text/html", "<h1>Hi</h1><p>from a <b>page</b>"));
    server.createContext("/document", exchange -> answer(exchange, "application/pdf", PDF));
    server.createContext("/to-page", exchange -> redirect(exchange, "/page"));
    server.createContext(
        "/to-metadata", exchange -> redirect(exchange, "http://169.254.169.254/latest/meta-data/"));
    server.createContext(
        "/to-inside", exchange -> redirect(exchange, "http://" + place("localhost") + "/page"));
    server.createContext(
        "/search",
        exchange ->
            answer(
                exchange,
                "application/json",
                "{\"results\":[{\"title\":\"Found\",\"url\":\"http://a.example/\"}]}"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String place(String host) {
    return host + ":" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    answer(exchange, 200, type, text);
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /**
   * {@code fetch <url>} and {@code search <query>} call the tools; {@code tools} names them all.
   */
  private static FakeReply obey(FakeModelServer.Request request) {
    String said = request.lastUserText();
    if (said.equals("tools") || request.lastMessage().path("role").asText().equals("tool")) {
      return OpenAiRunner.obey(request);
    }
    String[] words = said.split(" ", 2);
    boolean fetch = words[0].equals("fetch");
    ObjectNode arguments = Json.mapper().createObjectNode().put(fetch ? "url" : "query", words[1]);
    return FakeReply.toolCall(
        "call-" + request.body().path("messages").size(),
        fetch ? "web_fetch" : "web_search",
        arguments.toString());
  }

  private RunnerUnderTest runner(FakeModelServer fake, String network, String agent)
      throws IOException {
    RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), agent);
    runner.configure("runner.conf", network);
    runner.ok("start");
    return runner;
  }

  @Test
  void areNotOfferedWithoutANetwork() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(WebToolsTest::obey);
        RunnerUnderTest runner = runner(fake, "network.tools.shell.policy = open\n", "");
        Chat chat = Chat.open(runner)) {
      String tools = chat.ask("tools");
      assertTrue(tools.contains("file_read") && !tools.contains("web_"), tools);
    }
  }

  @Test
  void reachWhatIsListedAndTellWhyNoMore() throws Exception {
    String network =
        "network.tools.web_fetch { policy = allowlist, allow = [\"%s\"] }\n"
            .formatted(place("127.0.0.1"));
    String base = "http://" + place("127.0.0.1");
    String agent = "tools.web.search { backend = searxng, base_url = \"%s\" }\n".formatted(base);
    try (FakeModelServer fake = FakeModelServer.answering(WebToolsTest::obey);
        RunnerUnderTest runner = runner(fake, network, agent);
        Chat chat = Chat.open(runner)) {
      String tools = chat.ask("tools");
      assertTrue(tools.contains("web_fetch, web_search"), tools);
      assertEquals(
          fenced(base + "/page 200 OK text/html\n\n# Hi\n\nfrom a page"),
          chat.ask("fetch " + base + "/to-page"));
      String document = chat.ask("fetch " + base + "/document");
      assertTrue(document.endsWith("\n\nfrom a document\n</untrusted>"), document);
      assertEquals(fenced("1. Found\n   http://a.example/"), chat.ask("search a b"));

      String metadata = chat.ask("fetch " + base + "/to-metadata");
      assertTrue(
          metadata.contains("does not let web_fetch reach 169.254.169.254:80, since"), metadata);
      assertTrue(metadata.contains("to network.tools.web_fetch.allow"), metadata);
      String inside = chat.ask("fetch " + base + "/to-inside");
      assertTrue(inside.contains("does not let web_fetch reach " + place("localhost")), inside);
      String tunnel = chat.ask("fetch https://" + place("localhost") + "/");
      assertTrue(tunnel.contains("does not let web_fetch reach " + place("localhost")), tunnel);
      String log = Files.readString(runner.workspace("logs/egress.log"));
      assertTrue(log.contains("\"tool\":\"web_fetch\""), log);
    }
  }

  @Test
  void searchGoogleWithAKeyThatTheGuestDoesNotHave() throws Exception {
    String key = OpenAiRunner.randomKey();
    String network = "network.tools.web_fetch { policy = allowlist, allow = [a.example] }\n";
    String agent =
        """
        tools.web.search {
          backend = google, engine_id = "0123:a", base_url = "http://%s/google"
          api_key_command = [echo, %s]
        }
        """
            .formatted(place("127.0.0.1"), key);
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/google",
        exchange -> {
          asked.add(exchange.getRequestURI().getRawQuery());
          boolean full = asked.size() > 1;
          answer(
              exchange,
              full ? 429 : 200,
              "application/json",
              full
                  ? "{\"error\":{\"code\":429,\"message\":\"Quota exceeded by " + key + "\"}}"
                  : "{\"items\":[{\"title\":\"Found\",\"link\":\"http://a.example/\"}]}");
        });
    try (FakeModelServer fake = FakeModelServer.answering(WebToolsTest::obey);
        RunnerUnderTest runner = runner(fake, network, agent);
        Chat chat = Chat.open(runner)) {
      assertEquals(fenced("1. Found\n   http://a.example/"), chat.ask("search a b"));
      String full = chat.ask("search a b");
      assertTrue(full.contains("The search failed (429): Quota exceeded by ****"), full);
      assertTrue(full.contains("The quota is used up"), full);
      assertEquals("cx=0123%3Aa&num=10&q=a+b&key=" + key, asked.getFirst());
      try (Stream<Path> files = Files.walk(runner.workspace(""))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertFalse(
              Files.readString(file, StandardCharsets.ISO_8859_1).contains(key), file.toString());
        }
      }
    }
  }

  private static String fenced(String text) {
    return "<untrusted source=\"web\">\n" + text + "\n</untrusted>";
  }

  @Test
  void sayThatANameIsNotKnown() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(WebToolsTest::obey);
        RunnerUnderTest runner = runner(fake, "network.tools.web_fetch.policy = open\n", "");
        Chat chat = Chat.open(runner)) {
      String unknown = chat.ask("fetch http://no-such-host.invalid/");
      assertTrue(unknown.contains("The proxy has not found no-such-host.invalid"), unknown);
      String secure = chat.ask("fetch https://no-such-host.invalid/");
      assertTrue(secure.contains("The proxy has not found no-such-host.invalid"), secure);
      String inside = chat.ask("fetch http://" + place("127.0.0.1") + "/page");
      assertTrue(inside.contains("since it is a loopback address"), inside);
    }
  }
}
