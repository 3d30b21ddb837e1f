package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a bot as it is now.
 *
 * @param topic the thread, 0 if none
 * @param replyTo the message that it answers, 0 if none
 * @param text what is visible, of a file its caption
 * @param html what was sent, before it was parsed
 * @param replyMarkup null if none
 * @param method the call that sent it, such as {@code sendMessage}
 * @param file what was uploaded, null if nothing
 * @param edits how often it was changed
 */
@SuppressWarnings("ArrayRecordComponent") // These are looked at, not compared.
public record TelegramMessage(
    long id,
    long chat,
    long topic,
    long replyTo,
    String text,
    String html,
    @Nullable JsonNode replyMarkup,
    String method,
    byte @Nullable [] file,
    @Nullable String fileName,
    int edits,
    Instant sentAt) {
  TelegramMessage edited(String visible, String sent, @Nullable JsonNode markup) {
    return new TelegramMessage(
        id, chat, topic, replyTo, visible, sent, markup, method, file, fileName, edits + 1, sentAt);
  }

  @Override
  public String toString() {
    String buttons = replyMarkup == null ? "" : " " + replyMarkup;
    String upload = file == null ? "" : " [" + fileName + ", " + file.length + " bytes]";
    return "#"
        + id
        + " in "
        + chat
        + "/"
        + topic
        + " ("
        + edits
        + " edits): "
        + html
        + upload
        + buttons;
  }
}
