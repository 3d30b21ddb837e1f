package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is remembered across sessions and restarts, by a real runner, guest, broker and embedder.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@RequiresTool({"bwrap", "setsid"})
class MemoryTest {
  private static final String FACT = "Alice's locker at the swimming pool is number 4711";

  /** With what a client needs to ask about memory. */
  private static Chat chat(RunnerUnderTest runner) throws IOException {
    ProtocolClient client = runner.connect();
    JsonNode ack =
        client.hello(
            Map.of("user_id", USER, "features", List.of("events", "memory"), "after_seq", 0),
            PATIENCE);
    client.await("replay_complete", PATIENCE);
    return new Chat(client, ack.at("/session/session_id").asText());
  }

  private static JsonNode search(Chat chat, String query) {
    String request = chat.client().send("search_memory", Map.of("query", query));
    return chat.client()
        .await("memory_results", it -> ProtocolClient.isAnswerTo(request, it), PATIENCE);
  }

  private static boolean finds(Chat chat, String query, String text) {
    return search(chat, query).path("items").findValuesAsText("text").stream()
        .anyMatch(it -> it.contains(text));
  }

  private static String shown(FakeModelServer fake) {
    return fake.requests().getLast().body().path("messages").toString();
  }

  @Test
  void whatWasSaidIsRecalledInAnotherSessionAndForgottenForGood() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), "")) {
      runner.ok("start");
      try (Chat chat = chat(runner)) {
        String saved =
            chat.ask("call memory_save {\"text\":\"" + FACT + "\",\"tags\":[\"sport\"]}");
        assertTrue(saved.contains("Saved as note "), saved);
        assertTrue(chat.ask("call scratchpad_write {'items':['one']}").contains("1. one"));

        Chat other = chat.create();
        other.ask("Where do I put my clothes when I go swimming?");
        assertTrue(shown(fake).contains("<recalled>"), () -> shown(fake));
        assertTrue(shown(fake).contains(FACT), () -> shown(fake));
        JsonNode recalled = last(other, "memory.recalled").at("/payload/items/0/note_id");
        assertFalse(recalled.asText().isEmpty());
        assertFalse(last(other, "message.user").toString().contains("4711"));

        // By meaning alone: no word of the question is in the note.
        Await.until(
            "found by meaning",
            PATIENCE,
            () -> finds(other, "In which cupboard are her bathing things?", FACT));
      }
      runner.ok("restart");
      try (Chat chat = chat(runner)) {
        JsonNode items = search(chat, "locker").path("items");
        ArrayNode places = Json.mapper().createArrayNode();
        items.forEach(item -> places.add(item.path("place")));
        String request = chat.client().send("forget", Map.of("items", places));
        JsonNode receipt =
            chat.client()
                .await("memory_forgotten", it -> ProtocolClient.isAnswerTo(request, it), PATIENCE)
                .path("receipt");
        assertEquals(1, receipt.path("notes").asInt(), receipt::toString);
        assertTrue(receipt.path("passages").asInt() > 0, receipt::toString);
        assertFalse(finds(chat, "locker at the swimming pool", "4711"));
      }
      runner.ok("restart");
      try (Chat chat = chat(runner)) {
        assertFalse(finds(chat, "locker at the swimming pool", "4711"));
        chat.create().ask("Where do I put my clothes when I go swimming?");
        assertFalse(shown(fake).contains("4711"), () -> shown(fake));
      }
      runner.ok("stop");
      assertEquals(List.of(), filesWith(runner.workspace("internal"), "4711"));
      assertFalse(Files.exists(runner.folder().resolve(".oxydra/run/emb/1.sock")));
    }
  }

  private static JsonNode last(Chat chat, String type) {
    return chat.events().stream()
        .filter(event -> event.path("type").asText().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static List<String> filesWith(Path folder, String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> contains(file, text))
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void vectorsOfAServerComeThroughTheBrokerWithItsKey() throws Exception {
    List<String> keys = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/embeddings", exchange -> embed(exchange, keys));
    server.start();
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner =
            OpenAiRunner.at(
                fake.baseUrl(),
                OpenAiRunner.randomKey(),
                """
                memory.embedding {
                  backend = openai
                  base_url = "http://127.0.0.1:%d/v1"
                  api_key_env = OPENAI_API_KEY
                }
                """
                    .formatted(server.getAddress().getPort()))) {
      runner.ok("start");
      try (Chat chat = chat(runner)) {
        chat.ask("call memory_save {'text':'Likes the sea'}");
        Await.until("found by meaning", PATIENCE, () -> finds(chat, "Zebra", "Likes the sea"));
      }
      assertTrue(keys.getFirst().startsWith("Bearer sk-test-"), keys::toString);
      assertFalse(Files.exists(runner.folder().resolve(".oxydra/run/emb")));
    } finally {
      server.stop(0);
    }
  }

  /** All texts mean the same to it. */
  private static void embed(HttpExchange exchange, List<String> keys) throws IOException {
    keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
    JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
    ObjectNode answer = Json.mapper().createObjectNode();
    ArrayNode data = answer.putArray("data");
    for (int i = 0; i < request.path("input").size(); i++) {
      data.addObject().put("index", i).putArray("embedding").add(3.0).add(4.0);
    }
    byte[] body = Json.mapper().writeValueAsBytes(answer);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
