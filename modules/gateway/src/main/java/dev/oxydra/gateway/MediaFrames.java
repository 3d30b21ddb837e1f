package dev.oxydra.gateway;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ServerFrame.MediaType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Files that a model made on its way to an answer. Those of the answer itself are in the frame that
 * completes the turn, which holds no other.
 */
final class MediaFrames {
  private static final Pattern MIME_TYPE = Pattern.compile("([a-z]+)/([a-z0-9]+).*");

  private MediaFrames() {}

  /** The frames of a message, empty where it has none. */
  static List<ServerFrame> of(
      Event event,
      EventPayload.AssistantMessage said,
      String requestId,
      ServerFrame.SessionRef session) {
    if (said.message().toolCalls().isEmpty()) {
      return List.of();
    }
    List<Attachment> files = said.message().parts(Attachment.class);
    return IntStream.range(0, files.size())
        .<ServerFrame>mapToObj(i ->
            new ServerFrame.MediaAttachment(
                requestId, session, media("%d-%d".formatted(event.seq(), i + 1), files.get(i))))
        .toList();
  }

  private static ServerFrame.Media media(String name, Attachment file) {
    Matcher type = MIME_TYPE.matcher(file.mimeType());
    boolean known = type.matches();
    String fileName = name + "." + (known ? type.group(2) : "bin");
    MediaType kind =
        switch (known ? type.group(1) : "") {
          case "image" -> MediaType.PHOTO;
          case "audio" -> MediaType.AUDIO;
          case "video" -> MediaType.VIDEO;
          default -> MediaType.DOCUMENT;
        };
    return new ServerFrame.Media(fileName, kind, null, file.data(), fileName);
  }
}
