package dev.oxydra.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person sends to the bot: a text, or a file with or without a caption.
 *
 * @param title of the group; null is a private chat
 * @param topic of a group that is a forum; 0 is none
 * @param replyTo the message that it answers; 0 is none
 * @param kind {@code photo}, {@code voice}, {@code audio}, {@code video} or {@code document}; null
 *     is text alone
 * @param claimed the size that Telegram is to report of the file, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // These are looked at, not compared.
public record TelegramSaying(
    long chat,
    String text,
    long sender,
    String name,
    @Nullable String title,
    long topic,
    long replyTo,
    @Nullable String kind,
    byte[] bytes,
    String fileName,
    String mediaType,
    long claimed,
    @Nullable String album) {

  /** A text in a private chat, by the person whose id the chat has. */
  public static TelegramSaying of(long chat, String text) {
    return new TelegramSaying(
        chat, text, chat, "Person", null, 0, 0, null, new byte[0], "", "", 0, null);
  }

  /** By somebody else, as in groups. */
  public TelegramSaying from(long id, String by) {
    return new TelegramSaying(
        chat, text, id, by, title, topic, replyTo, kind, bytes, fileName, mediaType, claimed,
        album);
  }

  /** In a group of that title. */
  public TelegramSaying group(String called) {
    return new TelegramSaying(
        chat, text, sender, name, called, topic, replyTo, kind, bytes, fileName, mediaType, claimed,
        album);
  }

  /** In a topic of a forum. */
  public TelegramSaying topic(long thread) {
    return new TelegramSaying(
        chat,
        text,
        sender,
        name,
        title == null ? "Forum" : title,
        thread,
        replyTo,
        kind,
        bytes,
        fileName,
        mediaType,
        claimed,
        album);
  }

  public TelegramSaying replyTo(long message) {
    return new TelegramSaying(
        chat, text, sender, name, title, topic, message, kind, bytes, fileName, mediaType, claimed,
        album);
  }

  /** With a file; the text is its caption. */
  public TelegramSaying file(String as, String called, String type, byte[] content) {
    return new TelegramSaying(
        chat,
        text,
        sender,
        name,
        title,
        topic,
        replyTo,
        as,
        content,
        called,
        type,
        content.length,
        album);
  }

  /** With a file that is said to be larger than it is. */
  public TelegramSaying claimed(long size) {
    return new TelegramSaying(
        chat, text, sender, name, title, topic, replyTo, kind, bytes, fileName, mediaType, size,
        album);
  }

  /** One of several files that were sent together. */
  public TelegramSaying album(String id) {
    return new TelegramSaying(
        chat, text, sender, name, title, topic, replyTo, kind, bytes, fileName, mediaType, claimed,
        id);
  }

  /** The Message that the bot gets. */
  ObjectNode message(long id, long date, String fileId) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("message_id", id).put("date", date);
    message.set("chat", chatJson(chat));
    message.putObject("from").put("id", sender).put("is_bot", false).put("first_name", name);
    if (topic != 0) {
      message.put("message_thread_id", topic).put("is_topic_message", true);
    }
    if (replyTo != 0) {
      ObjectNode answered = message.putObject("reply_to_message");
      answered.put("message_id", replyTo).put("date", date).set("chat", chatJson(chat));
    }
    if (album != null) {
      message.put("media_group_id", album);
    }
    if (kind == null) {
      return message.put("text", text);
    }
    if (!text.isEmpty()) {
      message.put("caption", text);
    }
    file(message, kind, fileId);
    return message;
  }

  private void file(ObjectNode message, String as, String fileId) {
    if (as.equals("photo")) {
      message.putArray("photo").add(size(fileId + "-small", 1)).add(size(fileId, claimed));
      return;
    }
    ObjectNode file = size(fileId, claimed).put("mime_type", mediaType);
    if (!as.equals("voice")) {
      file.put("file_name", fileName);
    }
    file.put("duration", 1);
    message.set(as, file);
  }

  private static ObjectNode size(String fileId, long size) {
    return Json.mapper()
        .createObjectNode()
        .put("file_id", fileId)
        .put("file_unique_id", "u" + fileId)
        .put("file_size", size)
        .put("width", 90)
        .put("height", 90);
  }

  ObjectNode chatJson(long id) {
    ObjectNode json = Json.mapper().createObjectNode().put("id", id);
    if (title == null) {
      return json.put("type", "private").put("first_name", name);
    }
    boolean large = topic != 0 || id <= -1_000_000_000_000L;
    json.put("type", large ? "supergroup" : "group").put("title", title);
    return topic == 0 ? json : json.put("is_forum", true);
  }

  /** Files by id, as the bot may fetch them. */
  Map<String, byte[]> files(String fileId) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (kind != null) {
      files.put(fileId, bytes);
      files.put(fileId + "-small", bytes);
    }
    return files;
  }
}
