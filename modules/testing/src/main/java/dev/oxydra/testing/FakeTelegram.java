package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Telegram as one bot sees it: the <a href="https://core.telegram.org/bots/api">Bot API</a> on a
 * loopback port, people who write to the bot, and what it sent to them. It refuses what Telegram
 * refuses, and fails as it is told to.
 */
public final class FakeTelegram implements AutoCloseable {
  /** The token of the bot. */
  public static final String TOKEN = "123456:fake-token";

  private static final long BOT = 123456;

  private static final List<String> METHODS =
      List.of(
          "getMe",
          "getUpdates",
          "deleteWebhook",
          "setMyCommands",
          "sendMessage",
          "editMessageText",
          "editMessageReplyMarkup",
          "deleteMessage",
          "sendChatAction",
          "answerCallbackQuery",
          "sendPhoto",
          "sendDocument",
          "sendVoice",
          "sendAudio",
          "sendVideo",
          "sendMediaGroup",
          "getFile");

  private final TelegramUpdates updates = new TelegramUpdates();
  private final TelegramChats chats = new TelegramChats();
  private final TelegramFaults faults = new TelegramFaults();
  private final List<TelegramCall> calls = new CopyOnWriteArrayList<>();
  private final AtomicLong counter = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /** Starts it on a free port. */
  public FakeTelegram() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't listen on loopback", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Without a path, as {@code http://127.0.0.1:1234}. */
  public String url() {
    return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  static ObjectNode me() {
    ObjectNode me = Json.mapper().createObjectNode().put("id", BOT).put("is_bot", true);
    return me.put("first_name", "Oxydra").put("username", "oxydra_bot");
  }

  // What people do.

  /** A text in a private chat; gives its message's id. */
  public long say(long chat, String text) {
    return say(TelegramSaying.of(chat, text));
  }

  /** Anything that a person may send; gives its message's id. */
  public long say(TelegramSaying said) {
    long id = chats.nextId(said.chat());
    chats.met(said.chat(), said.chatJson(said.chat()));
    String fileId = "file" + said.chat() + "-" + id;
    chats.keep(said.files(fileId), said.claimed());
    updates.add(update("message", said.message(id, now(), fileId)));
    return id;
  }

  /** Changes what was said in the message. */
  public void edit(long messageId, TelegramSaying said) {
    ObjectNode message = said.message(messageId, now(), "file" + said.chat() + "-" + messageId);
    updates.add(update("edited_message", message.put("edit_date", now())));
  }

  /** Presses a button below a message of the bot, in a private chat; gives the callback's id. */
  public String press(long chat, long messageId, String callbackData) {
    return press(chat, chat, messageId, callbackData);
  }

  /** The same by anybody, also below a message that is not there any more. */
  public String press(long chat, long sender, long messageId, String callbackData) {
    String id = "callback-" + counter.incrementAndGet();
    ObjectNode query = Json.mapper().createObjectNode().put("id", id).put("data", callbackData);
    query.putObject("from").put("id", sender).put("is_bot", false).put("first_name", "Person");
    query.put("chat_instance", "instance-" + chat);
    query.set(
        "message",
        messages(chat).stream()
            .filter(message -> message.id() == messageId)
            .findFirst()
            .map(chats::json)
            .orElseGet(() -> inaccessible(chat, messageId)));
    updates.add(update("callback_query", query));
    return id;
  }

  private ObjectNode inaccessible(long chat, long messageId) {
    ObjectNode gone = Json.mapper().createObjectNode().put("message_id", messageId).put("date", 0);
    return gone.set("chat", chats.chat(chat));
  }

  /** Makes the group a supergroup: what is sent to it by its old id is refused. */
  public void migrate(long chat, long newChat) {
    ObjectNode message = Json.mapper().createObjectNode().put("message_id", chats.nextId(chat));
    message.put("date", now()).put("migrate_to_chat_id", newChat);
    message.set("chat", chats.chat(chat));
    chats.migrate(chat, newChat);
    updates.add(update("message", message));
  }

  /** Tells the bot anything: an update without its id, which is given back. */
  public long update(JsonNode update) {
    return updates.add((ObjectNode) update);
  }

  private static ObjectNode update(String kind, ObjectNode what) {
    return Json.mapper().createObjectNode().set(kind, what);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  // What the bot did.

  /** The bot's messages in a chat as they are now. */
  public List<TelegramMessage> messages(long chat) {
    return chats.of(chat);
  }

  /** Those of one topic; 0 for those of none. */
  public List<TelegramMessage> messages(long chat, long topic) {
    return chats.of(chat).stream().filter(message -> message.topic() == topic).toList();
  }

  /** All calls in order, the refused ones too. */
  public List<TelegramCall> calls() {
    return List.copyOf(calls);
  }

  /** Those of one method. */
  public List<TelegramCall> calls(String method) {
    return calls.stream().filter(call -> call.method().equalsIgnoreCase(method)).toList();
  }

  /** Whether the bot waits for updates. */
  public boolean isPolled() {
    return updates.isPolled();
  }

  /** How many updates the bot has not confirmed. */
  public int unconfirmed() {
    return updates.unconfirmed();
  }

  /**
   * Waits for something to be so.
   *
   * @throws AssertionError when it isn't by the deadline, with all messages and the last calls
   */
  public void await(Predicate<FakeTelegram> condition, Duration deadline) {
    try {
      Await.until("what was awaited of Telegram", deadline, () -> condition.test(this));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + this, e);
    }
  }

  @Override
  public String toString() {
    StringBuilder state = new StringBuilder("Messages:");
    chats.all().forEach(message -> state.append("\n  ").append(message));
    state.append("\nUpdates not confirmed: ").append(unconfirmed()).append("\nLast calls:");
    List<TelegramCall> all = calls();
    all.subList(Math.max(0, all.size() - 20), all.size())
        .forEach(call -> state.append("\n  ").append(call));
    return state.toString();
  }

  // What goes wrong.

  /** The next calls of a method are refused; {@code retryAfter} of 0 is none. */
  public void refuse(String method, int times, int status, String description, int retryAfter) {
    ObjectNode parameters = Json.mapper().createObjectNode();
    if (retryAfter > 0) {
      parameters.put("retry_after", retryAfter);
    }
    String body = new TelegramRefusal(status, description, parameters).body().toString();
    answer(method, times, status, "application/json", body);
  }

  /** The next calls of a method are answered by this and not done, as by a proxy that fails. */
  public void answer(String method, int times, int status, String type, String body) {
    faults.add(method, times, new TelegramFaults.Fault.Answer(status, type, body));
  }

  /** The next calls of a method are done, but the connection is closed without an answer. */
  public void drop(String method, int times) {
    faults.add(method, times, new TelegramFaults.Fault.Dropped());
  }

  /** Whether calls are taken and not answered, until it is false again. */
  public void hang(boolean isHanging) {
    faults.hang(isHanging);
  }

  /** How long every answer takes. */
  public void slow(Duration delay) {
    faults.slow(delay);
  }

  /** How many calls a second a chat takes; 0 is no limit. */
  public void flood(int callsPerSecond) {
    faults.perSecond(callsPerSecond);
  }

  /** Whether the person wants nothing of the bot. */
  public void block(long chat, boolean isBlocked) {
    chats.block(chat, isBlocked);
  }

  // The Bot API.

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      serveCall(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serveCall(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    String prefix = "/bot" + TOKEN + "/";
    String files = "/file" + prefix + "files/";
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.startsWith(files)) {
      faults.pass();
      file(exchange, chats.file(path.substring(files.length())));
    } else if (path.startsWith(prefix)) {
      call(exchange, path.substring(prefix.length()), body);
    } else {
      send(exchange, 401, new TelegramRefusal(401, "Unauthorized").body());
    }
  }

  private static void file(HttpExchange exchange, byte @Nullable [] content) throws IOException {
    if (content == null) {
      send(exchange, 404, new TelegramRefusal(404, "Not Found").body());
    } else {
      send(exchange, 200, "application/octet-stream", content);
    }
  }

  private void call(HttpExchange exchange, String name, byte[] body)
      throws IOException, InterruptedException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    TelegramParameters given =
        TelegramParameters.read(exchange.getRequestURI().getRawQuery(), type, body);
    String method = method(name);
    calls.add(new TelegramCall(method, given.values(), Instant.now()));
    faults.pass();
    switch (faults.next(method)) {
      case null -> answer(exchange, method, given, true);
      case TelegramFaults.Fault.Answer answer ->
          send(
              exchange,
              answer.status(),
              answer.type(),
              answer.body().getBytes(StandardCharsets.UTF_8));
      case TelegramFaults.Fault.Dropped _ -> answer(exchange, method, given, false);
    }
  }

  private void answer(
      HttpExchange exchange, String method, TelegramParameters given, boolean isAnswered)
      throws IOException, InterruptedException {
    int status = 200;
    ObjectNode answer = Json.mapper().createObjectNode().put("ok", true);
    try {
      answer.set("result", result(method, given));
    } catch (TelegramRefusal refusal) {
      status = refusal.status();
      answer = refusal.body();
    }
    if (isAnswered) {
      send(exchange, status, answer);
    }
  }

  /** Telegram doesn't mind the case of a method's name. */
  private static String method(String name) {
    return METHODS.stream().filter(known -> known.equalsIgnoreCase(name)).findFirst().orElse(name);
  }

  private JsonNode result(String method, TelegramParameters given)
      throws TelegramRefusal, IOException, InterruptedException {
    if (given.values().has("chat_id")) {
      long chat = given.number("chat_id", 0);
      chats.check(chat);
      if (!method.equals("sendChatAction")) {
        faults.count(chat);
      }
    }
    return switch (method) {
      case "getMe" -> me();
      case "getUpdates" ->
          updates.poll(
              given.number("offset", 0), given.number("limit", 0), given.number("timeout", 0));
      case "deleteWebhook" -> deleteWebhook(given);
      case "setMyCommands", "sendChatAction", "answerCallbackQuery" -> BooleanNode.TRUE;
      case "sendMessage", "sendPhoto", "sendDocument", "sendVoice", "sendAudio", "sendVideo" ->
          chats.send(method, given);
      case "sendMediaGroup" -> chats.sendGroup(given);
      case "editMessageText" -> chats.edit(given, true);
      case "editMessageReplyMarkup" -> chats.edit(given, false);
      case "deleteMessage" -> {
        chats.delete(given);
        yield BooleanNode.TRUE;
      }
      case "getFile" -> chats.getFile(given.text("file_id"));
      default -> throw new TelegramRefusal(404, "Not Found");
    };
  }

  private JsonNode deleteWebhook(TelegramParameters given) {
    if (given.text("drop_pending_updates").toLowerCase(Locale.ROOT).equals("true")) {
      updates.clear();
    }
    return BooleanNode.TRUE;
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Ends all waits and connections. */
  @Override
  public void close() {
    updates.close();
    faults.close();
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}
