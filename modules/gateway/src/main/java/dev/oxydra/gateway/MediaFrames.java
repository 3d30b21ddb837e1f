package dev.oxydra.gateway;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ServerFrame.MediaType;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Files that a model made on its way to an answer, and those that a tool shows to the user. Those
 * of the answer itself are in the frame that completes the turn, which holds no other.
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

  /**
   * The frames of a result; an error in place of a file that is not there any more.
   *
   * @param source gives the files
   */
  static List<ServerFrame> of(
      EventPayload.ToolResulted result,
      FileSource source,
      String requestId,
      ServerFrame.SessionRef session) {
    return ToolFile.Audience.USER.of(result.files()).stream()
        .map(file -> frame(file, source, requestId, session))
        .toList();
  }

  private static ServerFrame frame(
      ToolFile file, FileSource source, String requestId, ServerFrame.SessionRef session) {
    try {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      return new ServerFrame.MediaAttachment(
          requestId,
          session,
          new ServerFrame.Media(
              file.path(), kind(file.mimeType()), file.caption(), source.read(file), name));
    } catch (ToolException e) {
      // Not an answer to the turn, which goes on.
      return new ServerFrame.Error(
          null,
          session,
          null,
          "%s can't be shown: %s".formatted(file.path(), e.getMessage()),
          GatewayException.Code.MEDIA_GONE.word());
    }
  }

  private static ServerFrame.Media media(String name, Attachment file) {
    Matcher type = MIME_TYPE.matcher(file.mimeType());
    String fileName = name + "." + (type.matches() ? type.group(2) : "bin");
    return new ServerFrame.Media(fileName, kind(file.mimeType()), null, file.data(), fileName);
  }

  private static MediaType kind(String mimeType) {
    Matcher type = MIME_TYPE.matcher(mimeType);
    return switch (type.matches() ? type.group(1) : "") {
      case "image" -> MediaType.PHOTO;
      // What chat services play as a voice message.
      case "audio" -> mimeType.contains("opus") ? MediaType.VOICE : MediaType.AUDIO;
      case "video" -> MediaType.VIDEO;
      default -> MediaType.DOCUMENT;
    };
  }
}
