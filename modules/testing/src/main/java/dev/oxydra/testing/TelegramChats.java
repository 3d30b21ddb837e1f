package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chats of a bot, with what it sent there. */
final class TelegramChats {
  private static final int MAX_TEXT = 4096;
  private static final int MAX_CAPTION = 1024;

  private final Map<Long, TreeMap<Long, TelegramMessage>> messages = new TreeMap<>();
  private final Map<Long, Long> lastIds = new HashMap<>();
  private final Map<Long, ObjectNode> chats = new HashMap<>();
  private final Map<Long, Long> migrated = new HashMap<>();
  private final Set<Long> blocked = new HashSet<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, Long> claimed = new HashMap<>();

  synchronized long nextId(long chat) {
    return lastIds.merge(chat, 1L, Long::sum);
  }

  synchronized void met(long chat, ObjectNode json) {
    chats.put(chat, json);
  }

  synchronized ObjectNode chat(long chat) {
    ObjectNode known = chats.get(chat);
    String type = chat > 0 ? "private" : "supergroup";
    return known != null
        ? known.deepCopy()
        : Json.mapper().createObjectNode().put("id", chat).put("type", type);
  }

  synchronized void block(long chat, boolean isBlocked) {
    if (isBlocked) {
      blocked.add(chat);
    } else {
      blocked.remove(chat);
    }
  }

  synchronized void migrate(long from, long to) {
    migrated.put(from, to);
  }

  synchronized void keep(Map<String, byte[]> more, long size) {
    files.putAll(more);
    more.keySet().forEach(id -> claimed.put(id, size));
  }

  synchronized byte @Nullable [] file(String id) {
    return files.get(id);
  }

  synchronized List<TelegramMessage> all() {
    List<TelegramMessage> all = new ArrayList<>();
    messages.values().forEach(chat -> all.addAll(chat.values()));
    return all;
  }

  synchronized List<TelegramMessage> of(long chat) {
    return List.copyOf(messages.getOrDefault(chat, new TreeMap<>()).values());
  }

  /** Refuses what goes to a chat that is no more, or to somebody who wants no more of it. */
  synchronized void check(long chat) throws TelegramRefusal {
    Long to = migrated.get(chat);
    if (to != null) {
      throw new TelegramRefusal(
          400,
          "Bad Request: group chat was upgraded to a supergroup chat",
          Json.mapper().createObjectNode().put("migrate_to_chat_id", to));
    }
    if (blocked.contains(chat)) {
      throw new TelegramRefusal(403, "Forbidden: bot was blocked by the user");
    }
    if (chat == 0) {
      throw TelegramRefusal.bad("chat_id is empty");
    }
  }

  synchronized JsonNode send(String method, TelegramParameters call)
      throws TelegramRefusal, IOException {
    String kind = method.substring("send".length()).toLowerCase(Locale.ROOT);
    boolean isText = kind.equals("message");
    TelegramParameters.Upload upload = isText ? null : call.upload(kind);
    if (!isText && upload == null && !files.containsKey(call.text(kind))) {
      throw TelegramRefusal.bad("there is no " + kind + " in the request");
    }
    return json(put(method, call, isText ? "text" : "caption", call.values(), upload));
  }

  /** Every file of an album is a message of its own. */
  synchronized JsonNode sendGroup(TelegramParameters call) throws TelegramRefusal, IOException {
    JsonNode media = call.json("media");
    if (media.size() < 2 || media.size() > 10) {
      throw TelegramRefusal.bad("wrong number of media: 2 to 10 are allowed");
    }
    ArrayNode answer = Json.mapper().createArrayNode();
    for (JsonNode item : media) {
      String at = item.path("media").asText();
      TelegramParameters.Upload upload =
          call.files().get(at.startsWith("attach://") ? at.substring(9) : at);
      answer.add(json(put("sendMediaGroup", call, "caption", item, upload)));
    }
    return answer;
  }

  private TelegramMessage put(
      String method,
      TelegramParameters call,
      String field,
      JsonNode texts,
      TelegramParameters.@Nullable Upload upload)
      throws TelegramRefusal, IOException {
    long chat = call.number("chat_id", 0);
    String sent = texts.path(field).asText("");
    String visible = visible(sent, texts.path("parse_mode").asText(""), field);
    long answered = call.json("reply_parameters").path("message_id").asLong(0);
    TelegramMessage message =
        new TelegramMessage(
            nextId(chat),
            chat,
            call.number("message_thread_id", 0),
            answered != 0 ? answered : call.number("reply_to_message_id", 0),
            visible,
            sent,
            markup(call),
            method,
            upload == null ? null : upload.bytes(),
            upload == null ? null : upload.name(),
            0,
            Instant.now());
    messages.computeIfAbsent(chat, _ -> new TreeMap<>()).put(message.id(), message);
    if (upload != null) {
      keep(Map.of(fileId(message), upload.bytes()), upload.bytes().length);
    }
    return message;
  }

  private static String visible(String sent, String mode, String field) throws TelegramRefusal {
    String visible = mode.equalsIgnoreCase("HTML") ? TelegramText.visible(sent) : sent;
    boolean isText = field.equals("text");
    if (isText && visible.isBlank()) {
      throw TelegramRefusal.bad("message text is empty");
    }
    if (visible.strip().length() > (isText ? MAX_TEXT : MAX_CAPTION)) {
      throw TelegramRefusal.bad(isText ? "message is too long" : "message caption is too long");
    }
    return visible.strip();
  }

  private static @Nullable JsonNode markup(TelegramParameters call) throws IOException {
    JsonNode markup = call.json("reply_markup");
    return markup.isObject() ? markup : null;
  }

  /** Another text with the buttons that come with it, or other buttons alone. */
  synchronized JsonNode edit(TelegramParameters call, boolean withText)
      throws TelegramRefusal, IOException {
    TelegramMessage old = find(call, "message to edit not found");
    String sent = withText ? call.text("text") : old.html();
    String visible = withText ? visible(sent, call.text("parse_mode"), "text") : old.text();
    JsonNode markup = markup(call);
    JsonNode before = old.replyMarkup();
    if (sent.equals(old.html()) && buttons(markup).equals(buttons(before))) {
      throw TelegramRefusal.bad(
          "message is not modified: specified new message content and reply markup are exactly the"
              + " same as a current content and reply markup of the message");
    }
    TelegramMessage edited = old.edited(visible, sent, markup);
    messages.getOrDefault(old.chat(), new TreeMap<>()).put(old.id(), edited);
    return json(edited);
  }

  private static String buttons(@Nullable JsonNode markup) {
    JsonNode keyboard = markup == null ? null : markup.path("inline_keyboard");
    return keyboard == null || keyboard.isEmpty() ? "" : keyboard.toString();
  }

  synchronized void delete(TelegramParameters call) throws TelegramRefusal {
    TelegramMessage old = find(call, "message to delete not found");
    messages.getOrDefault(old.chat(), new TreeMap<>()).remove(old.id());
  }

  private TelegramMessage find(TelegramParameters call, String otherwise) throws TelegramRefusal {
    TelegramMessage message =
        messages
            .getOrDefault(call.number("chat_id", 0), new TreeMap<>())
            .get(call.number("message_id", 0));
    if (message == null) {
      throw TelegramRefusal.bad(otherwise);
    }
    return message;
  }

  /** Refuses what is larger than bots may fetch. */
  synchronized ObjectNode getFile(String id) throws TelegramRefusal {
    Long size = claimed.get(id);
    if (size == null) {
      throw TelegramRefusal.bad("invalid file_id");
    }
    if (size > 20L * 1024 * 1024) {
      throw TelegramRefusal.bad("file is too big");
    }
    ObjectNode file = Json.mapper().createObjectNode().put("file_id", id);
    return file.put("file_unique_id", "u" + id)
        .put("file_size", size)
        .put("file_path", "files/" + id);
  }

  private static String fileId(TelegramMessage message) {
    return "bot" + message.chat() + "-" + message.id();
  }

  /** The Message that Telegram answers. */
  synchronized ObjectNode json(TelegramMessage message) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("message_id", message.id()).put("date", message.sentAt().getEpochSecond());
    json.set("chat", chat(message.chat()));
    json.set("from", FakeTelegram.me());
    if (message.topic() != 0) {
      json.put("message_thread_id", message.topic()).put("is_topic_message", true);
    }
    if (message.edits() > 0) {
      json.put("edit_date", Instant.now().getEpochSecond());
    }
    if (message.replyMarkup() != null) {
      json.set("reply_markup", message.replyMarkup());
    }
    byte[] file = message.file();
    if (file != null) {
      ObjectNode document = json.putObject("document").put("file_id", fileId(message));
      document.put("file_unique_id", "u" + fileId(message)).put("file_name", message.fileName());
      document.put("file_size", file.length);
    }
    return json.put(message.method().equals("sendMessage") ? "text" : "caption", message.text());
  }
}
