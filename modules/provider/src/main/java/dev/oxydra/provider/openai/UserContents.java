package dev.oxydra.provider.openai;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.oxydra.provider.AttachmentText;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Message;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a user says, in LangChain4j's terms. */
final class UserContents {
  // The type is put into JSON as it is.
  private static final Pattern IMAGE = Pattern.compile("image/[A-Za-z0-9.+-]+");

  /**
   * The two formats that the wire knows, by their media types; LangChain4j takes the latter part.
   */
  private static final Map<String, String> AUDIO =
      Map.of(
          "audio/wav", "audio/wav",
          "audio/wave", "audio/wav",
          "audio/x-wav", "audio/wav",
          "audio/mp3", "audio/mp3",
          "audio/mpeg", "audio/mp3");

  private final Inlined files;

  /**
   * @param files takes those of the messages
   */
  UserContents(Inlined files) {
    this.files = files;
  }

  /** The parts of a message, never empty. */
  List<Content> of(Message message) {
    List<Content> parts = new ArrayList<>();
    for (dev.oxydra.types.Content part : message.content()) {
      switch (part) {
        case dev.oxydra.types.Content.Text(String text) -> parts.add(TextContent.from(text));
        case Attachment attachment -> parts.add(attachment(attachment));
        case dev.oxydra.types.Content.Reasoning _,
            dev.oxydra.types.Content.Opaque _,
            ToolCall _,
            ToolResult _ -> {
          // Not a user's to say.
        }
      }
    }
    return parts.isEmpty() ? List.of(TextContent.from("")) : parts;
  }

  private Content attachment(Attachment file) {
    String type = file.mimeType();
    if (IMAGE.matcher(type).matches()) {
      return ImageContent.from(files.dataUrl(file), ImageContent.DetailLevel.AUTO);
    }
    if (type.equals("application/pdf")) {
      return PdfFileContent.from(files.base64(file), type);
    }
    String audio = AUDIO.get(type);
    if (audio != null) {
      return AudioContent.from(files.base64(file), audio);
    }
    return TextContent.from(AttachmentText.of(file));
  }
}
