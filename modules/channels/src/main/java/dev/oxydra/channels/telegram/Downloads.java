package dev.oxydra.channels.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.channels.ChannelException;
import dev.oxydra.types.Attachment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.telegram.telegrambots.meta.api.methods.GetFile;
import org.telegram.telegrambots.meta.api.objects.File;

/** The files of messages. */
record Downloads(BotApi api) implements Updates.MediaSource {
  /** Of a file. */
  private static final int MOST_BYTES = 10 << 20;

  /** Of a text that goes into the prompt. */
  private static final int MOST_TEXT = 256 << 10;

  /**
   * A file of a message.
   *
   * @param size in bytes, as its sender says; 0 where that isn't known
   */
  private record Named(String id, String name, String mimeType, long size) {}

  @Override
  public Updates.Media of(JsonNode message) throws InterruptedException {
    Named file = named(message);
    if (file == null) {
      return problem("Stickers are not taken.");
    }
    if (file.size() > MOST_BYTES) {
      return problem(
          "%s has %d MB; a file may have 10 MB.".formatted(file.name(), file.size() >> 20));
    }
    try {
      File there = api.call(new GetFile(file.id()));
      byte[] data = api.file(Objects.requireNonNullElse(there.getFilePath(), ""), MOST_BYTES);
      String text = isText(file) ? text(data) : null;
      return text == null
          ? new Updates.Media(List.of(new Attachment(file.mimeType(), data)), List.of(), List.of())
          : new Updates.Media(
              List.of(), List.of("File %s:\n%s".formatted(file.name(), text)), List.of());
    } catch (ChannelException e) {
      return problem("%s can't be had: %s".formatted(file.name(), e.getMessage()));
    }
  }

  private static Updates.Media problem(String text) {
    return new Updates.Media(List.of(), List.of(), List.of(text));
  }

  private static @Nullable Named named(JsonNode message) {
    if (message.path("photo").isArray() && !message.path("photo").isEmpty()) {
      // The last one is the largest.
      JsonNode photo = message.path("photo").get(message.path("photo").size() - 1);
      return named(photo, "the photo", "image/jpeg");
    }
    if (message.has("document")) {
      return named(message.path("document"), "the document", "application/octet-stream");
    }
    if (message.has("voice")) {
      return named(message.path("voice"), "the voice message", "audio/ogg");
    }
    if (message.has("audio")) {
      return named(message.path("audio"), "the audio file", "audio/mpeg");
    }
    for (String kind : List.of("video", "video_note", "animation")) {
      if (message.has(kind)) {
        return named(message.path(kind), "the video", "video/mp4");
      }
    }
    return null;
  }

  private static Named named(JsonNode file, String name, String mimeType) {
    return new Named(
        file.path("file_id").asText(""),
        file.path("file_name").asText(name),
        file.path("mime_type").asText(mimeType),
        file.path("file_size").asLong());
  }

  private static boolean isText(Named file) {
    String type = file.mimeType();
    return type.startsWith("text/") || type.equals("application/json");
  }

  private static @Nullable String text(byte[] data) {
    if (data.length > MOST_TEXT) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
