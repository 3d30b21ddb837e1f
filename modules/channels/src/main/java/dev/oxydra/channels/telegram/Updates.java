package dev.oxydra.channels.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.channels.Incoming;
import dev.oxydra.channels.Incoming.Person;
import dev.oxydra.types.Attachment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What updates say that is meant for the agent.
 *
 * @param names whether messages of groups begin with their sender's name: where several may write
 * @param mayWrite whose files are fetched
 * @see <a href="https://core.telegram.org/bots/api#update">the reference of updates</a>
 */
record Updates(Bot bot, MediaSource media, boolean names, Predicate<String> mayWrite) {
  private static final int MOST_QUOTED = 1000;

  /** How many files one turn may have. */
  private static final int MOST_FILES = 4;

  private static final List<String> MEDIA =
      List.of("photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker");

  /** Gives files. */
  interface MediaSource {
    /** What a message has, or why it can't be had. */
    Media of(JsonNode message) throws InterruptedException;
  }

  /**
   * The files of a message.
   *
   * @param texts of files that are text
   * @param problems what could not be taken, for the sender
   */
  record Media(List<Attachment> files, List<String> texts, List<String> problems) {
    static final Media NONE = new Media(List.of(), List.of(), List.of());
  }

  /** In which chat, and in which topic of it, a message is. */
  static String address(JsonNode message) {
    String chat = message.path("chat").path("id").asText();
    return message.path("is_topic_message").asBoolean() && message.has("message_thread_id")
        ? chat + ":" + message.path("message_thread_id").asLong()
        : chat;
  }

  /** Which album an update's message is part of; empty for none. */
  static String album(JsonNode update) {
    JsonNode message = update.path("message");
    String group = message.path("media_group_id").asText("");
    return group.isEmpty() ? "" : address(message) + " " + group;
  }

  /**
   * What some updates say together: one, or all of an album.
   *
   * @return null for nothing that is meant for the agent
   */
  @Nullable Incoming read(List<JsonNode> updates) throws InterruptedException {
    JsonNode update = updates.getFirst();
    if (update.has("callback_query")) {
      return pressed(update.path("callback_query"));
    }
    if (update.has("edited_message")) {
      return edited(update.path("edited_message"));
    }
    return update.has("message") ? said(updates) : null;
  }

  private static Person person(JsonNode from) {
    String name =
        (from.path("first_name").asText("") + " " + from.path("last_name").asText("")).strip();
    return new Person(from.path("id").asText(""), name);
  }

  private static @Nullable Incoming pressed(JsonNode query) {
    JsonNode message = query.path("message");
    String data = query.path("data").asText("");
    return message.isMissingNode() || data.isEmpty()
        ? null
        : new Incoming.Pressed(
            address(message), person(query.path("from")), data, query.path("id").asText(""));
  }

  private @Nullable Incoming edited(JsonNode message) {
    String text = text(message);
    return text.isBlank() || !isForBot(message)
        ? null
        : new Incoming.Edited(
            address(message), person(message.path("from")), key(message), prompt(message, text));
  }

  /** Which message it is, wherever and however often it comes in. */
  private String key(JsonNode message) {
    return "%s-%s-%d"
        .formatted(
            bot.account(),
            message.path("chat").path("id").asText(),
            message.path("message_id").asLong());
  }

  private static String text(JsonNode message) {
    return message.path("text").asText(message.path("caption").asText(""));
  }

  private static boolean isGroup(JsonNode message) {
    return !message.path("chat").path("type").asText("private").equals("private");
  }

  /** In a group others talk too: it must be named, answered, or commanded. */
  private boolean isForBot(JsonNode message) {
    if (!isGroup(message)) {
      return true;
    }
    String text = text(message).toLowerCase(Locale.ROOT);
    String command = text.startsWith("/") ? text.split("\\s", 2)[0] : "";
    String at = "@" + bot.name().toLowerCase(Locale.ROOT);
    return message.path("reply_to_message").path("from").path("id").asLong() == bot.id()
        || (!command.isEmpty() && (command.indexOf('@') < 0 || command.endsWith(at)))
        || mention().matcher(text(message)).find();
  }

  private Pattern mention() {
    return Pattern.compile(
        "@" + Pattern.quote(bot.name()) + "(?![A-Za-z0-9_])\\s*", Pattern.CASE_INSENSITIVE);
  }

  private String prompt(JsonNode message, String text) {
    String own = mention().matcher(text).replaceAll("").strip();
    return names && isGroup(message) && !own.startsWith("/")
        ? person(message.path("from")).name() + ": " + own
        : own;
  }

  private @Nullable Incoming said(List<JsonNode> updates) throws InterruptedException {
    List<JsonNode> messages = updates.stream().map(it -> it.path("message")).toList();
    JsonNode first = messages.getFirst();
    if (messages.stream().noneMatch(this::isForBot)) {
      return null;
    }
    String text = "";
    List<Attachment> files = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int count = 0;
    for (JsonNode message : messages) {
      text = text.isEmpty() ? text(message) : text;
      if (MEDIA.stream().noneMatch(message::has)) {
        continue;
      }
      if (++count > MOST_FILES) {
        continue;
      }
      Media it = mayWrite.test(person(first.path("from")).id()) ? media.of(message) : Media.NONE;
      files.addAll(it.files());
      texts.addAll(it.texts());
      problems.addAll(it.problems());
    }
    if (count > MOST_FILES) {
      problems.add(
          "%d files came at once; the first %d of them were taken.".formatted(count, MOST_FILES));
    }
    String prompt = text.isEmpty() ? "" : prompt(first, text);
    List<String> parts = new ArrayList<>(texts);
    if (!prompt.isEmpty()) {
      parts.addFirst(prompt);
    }
    return parts.isEmpty() && count == 0
        ? null
        : new Incoming.Said(
            address(first),
            person(first.path("from")),
            key(first),
            title(first),
            String.join("\n\n", parts),
            files,
            quote(first),
            problems);
  }

  private static String title(JsonNode message) {
    JsonNode chat = message.path("chat");
    String topic =
        message.path("reply_to_message").path("forum_topic_created").path("name").asText("");
    String title = chat.path("title").asText("");
    return title.isEmpty() ? "Telegram" : topic.isEmpty() ? title : title + ": " + topic;
  }

  /** What is answered, or the part of it that was chosen. */
  private static @Nullable String quote(JsonNode message) {
    String chosen = message.path("quote").path("text").asText("");
    JsonNode reply = message.path("reply_to_message");
    String whole = reply.has("forum_topic_created") ? "" : text(reply);
    String text = chosen.isEmpty() ? whole : chosen;
    if (text.isBlank()) {
      return null;
    }
    return text.length() > MOST_QUOTED ? text.substring(0, MOST_QUOTED) + "…" : text;
  }
}
