package dev.oxydra.testing;

import static dev.oxydra.testing.QuotedJson.json;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FakeTelegramTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final FakeTelegram telegram = new FakeTelegram();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.shutdownNow();
    telegram.close();
    client.close();
  }

  private HttpRequest request(String method, String type, String body) {
    return HttpRequest.newBuilder(
            URI.create(telegram.url() + "/bot" + FakeTelegram.TOKEN + "/" + method))
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private JsonNode call(String method, String quoted) throws Exception {
    String body = json(quoted).toString();
    HttpResponse<String> response =
        client.send(request(method, "application/json", body), BodyHandlers.ofString());
    return Json.mapper().readTree(response.body());
  }

  private CompletableFuture<JsonNode> start(String method, String quoted) {
    HttpRequest request = request(method, "application/json", json(quoted).toString());
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .thenApply(response -> Documents.parse(response.body()));
  }

  @Test
  void tellsUpdatesUntilTheyAreConfirmed() throws Exception {
    long message = telegram.say(7, "hello");
    telegram.update(json("{'brand_new':{'a':1}}"));
    JsonNode first = call("getUpdates", "{'timeout':5}").path("result");
    assertEquals(2, first.size());
    assertEquals("hello", first.path(0).path("message").path("text").asText());
    assertEquals(message, first.path(0).path("message").path("message_id").asLong());
    assertTrue(first.path(1).has("brand_new"));
    assertEquals(1, call("getupdates", "{'limit':1}").path("result").size());
    long next = first.path(1).path("update_id").asLong() + 1;
    assertEquals(0, call("getUpdates", "{'offset':" + next + "}").path("result").size());
    assertEquals(0, telegram.unconfirmed());
  }

  @Test
  void wakesTheOneThatPolls() throws Exception {
    CompletableFuture<JsonNode> poll = start("getUpdates", "{'timeout':50}");
    telegram.await(t -> !t.calls("getUpdates").isEmpty(), SOON);
    telegram.say(7, "hello");
    assertEquals(1, poll.get(20, TimeUnit.SECONDS).path("result").size());
  }

  @Test
  void endsAPollWhenAnotherBegins() throws Exception {
    CompletableFuture<JsonNode> first = start("getUpdates", "{'timeout':50}");
    telegram.await(t -> t.isPolled(), SOON);
    CompletableFuture<JsonNode> second = start("getUpdates", "{'timeout':50}");
    assertEquals(409, first.get(20, TimeUnit.SECONDS).path("error_code").asInt());
    telegram.say(7, "hello");
    assertEquals(1, second.get(20, TimeUnit.SECONDS).path("result").size());
  }

  @Test
  void sendsEditsAndDeletes() throws Exception {
    JsonNode sent =
        call(
            "sendmessage",
            """
            {'chat_id':'7','message_thread_id':3,'text':'<b>a</b> &lt;','parse_mode':'HTML',
             'reply_markup':{'inline_keyboard':[[{'text':'Yes','callback_data':'y'}]]}}
            """);
    assertTrue(sent.path("ok").asBoolean(), sent::toString);
    assertEquals("a <", sent.path("result").path("text").asText());
    TelegramMessage message = telegram.messages(7, 3).getFirst();
    assertEquals("<b>a</b> &lt;", message.html());
    assertEquals(0, telegram.messages(7, 0).size());

    call("editMessageText", "{'chat_id':7,'message_id':1,'text':'b'}");
    assertEquals("b", telegram.messages(7).getFirst().text());
    assertEquals(1, telegram.messages(7).getFirst().edits());
    assertRefused(
        "message is not modified", "editMessageText", "{'chat_id':7,'message_id':1,'text':'b'}");
    call("deleteMessage", "{'chat_id':7,'message_id':1}");
    assertRefused(
        "message to edit not found", "editMessageText", "{'chat_id':7,'message_id':1,'text':'c'}");
    assertEquals(
        2,
        call("sendMessage", "{'chat_id':7,'text':'x'}").path("result").path("message_id").asInt());
  }

  private void assertRefused(String why, String method, String quoted) throws Exception {
    JsonNode answer = call(method, quoted);
    assertEquals(400, answer.path("error_code").asInt(), answer::toString);
    assertTrue(
        answer.path("description").asText().startsWith("Bad Request: " + why), answer::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<b>a | can't parse entities",
        "<b>a</i> | can't parse entities",
        "<b><i>a</b></i> | can't parse entities",
        "a < b | can't parse entities",
        "<h1>a</h1> | can't parse entities",
        "<b> </b> | message text is empty",
      })
  void refusesWhatTelegramDoes(String html, String why) throws Exception {
    String body = "{'chat_id':7,'parse_mode':'HTML','text':'" + html.replace("'", "") + "'}";
    assertRefused(why, "sendMessage", body);
  }

  @Test
  void countsWhatIsVisible() throws Exception {
    String most = "😀".repeat(2048);
    String body = "{'chat_id':7,'parse_mode':'HTML','text':'<b>%s</b>'}";
    assertTrue(call("sendMessage", body.formatted(most)).path("ok").asBoolean());
    assertRefused("message is too long", "sendMessage", body.formatted(most + "x"));
  }

  @Test
  void takesFormsAndUploads() throws Exception {
    client.send(
        request("sendMessage", "application/x-www-form-urlencoded", "chat_id=7&text=a+%26+b"),
        BodyHandlers.ofString());
    assertEquals("a & b", telegram.messages(7).getFirst().text());
    String parts =
        part("document\"; filename=\"ä.txt", "bytes ä")
            + part("chat_id", "7")
            + part("caption", "ä")
            + "--x--\r\n";
    client.send(
        request("sendDocument", "multipart/form-data; boundary=x", parts), BodyHandlers.ofString());
    TelegramMessage sent = telegram.messages(7).getLast();
    assertEquals("ä.txt", sent.fileName());
    assertEquals("ä", sent.text());
    assertArrayEquals("bytes ä".getBytes(StandardCharsets.UTF_8), sent.file());
  }

  private static String part(String name, String value) {
    String head = "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"";
    return head + "\r\n\r\n" + value + "\r\n";
  }

  @Test
  void takesAlbums() throws Exception {
    JsonNode media =
        json("[{'type':'photo','media':'attach://a'},{'type':'photo','media':'attach://b'}]");
    String parts =
        part("a\"; filename=\"a.png", "A")
            + part("b\"; filename=\"b.png", "B")
            + part("media", media.toString())
            + part("chat_id", "7")
            + "--x--\r\n";
    client.send(
        request("sendMediaGroup", "multipart/form-data; boundary=x", parts),
        BodyHandlers.ofString());
    assertEquals(2, telegram.messages(7).size());
    assertEquals("b.png", telegram.messages(7).getLast().fileName());
  }

  @Test
  void givesFilesOfPeople() throws Exception {
    byte[] bytes = {1, 2, 3};
    TelegramSaying photo = TelegramSaying.of(7, "look").file("photo", "", "image/jpeg", bytes);
    telegram.say(photo.album("g1"));
    telegram.say(photo.claimed(2L << 30));
    JsonNode updates = call("getUpdates", "{}").path("result");
    JsonNode message = updates.path(0).path("message");
    assertEquals("look", message.path("caption").asText());
    assertEquals("g1", message.path("media_group_id").asText());
    String id = message.path("photo").path(1).path("file_id").asText();
    String path =
        call("getFile", "{'file_id':'" + id + "'}").path("result").path("file_path").asText();
    HttpRequest fetch =
        HttpRequest.newBuilder(
                URI.create(telegram.url() + "/file/bot" + FakeTelegram.TOKEN + "/" + path))
            .build();
    assertArrayEquals(bytes, client.send(fetch, BodyHandlers.ofByteArray()).body());
    String large = updates.path(1).path("message").path("photo").path(1).path("file_id").asText();
    assertRefused("file is too big", "getFile", "{'file_id':'" + large + "'}");
  }

  @Test
  void saysWhoPressedAndWhoSpokeWhere() throws Exception {
    call("sendMessage", "{'chat_id':7,'text':'Well?'}");
    telegram.press(7, 1, "yes");
    telegram.press(7, 99, "gone");
    telegram.say(TelegramSaying.of(-5, "hi").group("Us").from(42, "Ann").topic(9).replyTo(3));
    telegram.edit(1, TelegramSaying.of(7, "other"));
    JsonNode updates = call("getUpdates", "{}").path("result");
    JsonNode query = updates.path(0).path("callback_query");
    assertEquals("yes", query.path("data").asText());
    assertEquals("Well?", query.path("message").path("text").asText());
    assertEquals(0, updates.path(1).path("callback_query").path("message").path("date").asInt(-1));
    JsonNode said = updates.path(2).path("message");
    assertEquals(42, said.path("from").path("id").asInt());
    assertEquals(9, said.path("message_thread_id").asInt());
    assertTrue(said.path("chat").path("is_forum").asBoolean());
    assertEquals("other", updates.path(3).path("edited_message").path("text").asText());
  }

  @Test
  void failsAsItIsTold() throws Exception {
    telegram.refuse("sendMessage", 1, 429, "Too Many Requests: retry after 3", 3);
    telegram.answer("sendMessage", 1, 502, "text/html", "<html>Bad Gateway</html>");
    JsonNode refused = call("sendMessage", "{'chat_id':7,'text':'a'}");
    assertEquals(3, refused.path("parameters").path("retry_after").asInt());
    HttpRequest send = request("sendMessage", "application/json", "{\"chat_id\":7,\"text\":\"a\"}");
    assertEquals(502, client.send(send, BodyHandlers.ofString()).statusCode());
    assertEquals(0, telegram.messages(7).size());
    telegram.drop("sendMessage", 1);
    assertThrows(IOException.class, () -> client.send(send, BodyHandlers.ofString()));
    assertEquals(1, telegram.messages(7).size());
    telegram.block(7, true);
    assertEquals(403, client.send(send, BodyHandlers.ofString()).statusCode());
    telegram.block(7, false);
    assertEquals(200, client.send(send, BodyHandlers.ofString()).statusCode());
    assertEquals(5, telegram.calls("sendMessage").size());
  }

  @Test
  void limitsCallsOfAChat() throws Exception {
    telegram.flood(1);
    call("sendMessage", "{'chat_id':7,'text':'a'}");
    JsonNode second = call("sendMessage", "{'chat_id':7,'text':'b'}");
    assertEquals(1, second.path("parameters").path("retry_after").asInt(), second::toString);
    assertTrue(call("sendMessage", "{'chat_id':8,'text':'a'}").path("ok").asBoolean());
  }

  @Test
  void answersNothingWhileItHangs() throws Exception {
    telegram.hang(true);
    CompletableFuture<JsonNode> hung = start("getMe", "{}");
    telegram.await(t -> !t.calls("getMe").isEmpty(), SOON);
    assertFalse(hung.isDone());
    telegram.hang(false);
    assertTrue(hung.get(20, TimeUnit.SECONDS).path("ok").asBoolean());
  }

  @Test
  void movesGroups() throws Exception {
    telegram.say(TelegramSaying.of(-5, "hi").group("Us"));
    telegram.migrate(-5, -1001);
    JsonNode refused = call("sendMessage", "{'chat_id':-5,'text':'a'}");
    assertEquals(-1001, refused.path("parameters").path("migrate_to_chat_id").asLong());
    JsonNode updates = call("getUpdates", "{}").path("result");
    assertEquals(-1001, updates.path(1).path("message").path("migrate_to_chat_id").asLong());
  }

  @Test
  void knowsItsToken() throws Exception {
    HttpRequest wrong =
        HttpRequest.newBuilder(URI.create(telegram.url() + "/bot1:x/getMe")).build();
    HttpResponse<String> answer = client.send(wrong, BodyHandlers.ofString());
    assertEquals(401, answer.statusCode());
    assertEquals(
        "Unauthorized", Json.mapper().readTree(answer.body()).path("description").asText());
  }

  @Test
  void saysWhatThereIsWhenItWaitedInVain() throws Exception {
    call("sendMessage", "{'chat_id':7,'text':'a'}");
    AssertionError error =
        assertThrows(AssertionError.class, () -> telegram.await(t -> false, Duration.ofMillis(10)));
    assertTrue(error.getMessage().contains("#1 in 7/0 (0 edits): a"), error.getMessage());
  }
}
