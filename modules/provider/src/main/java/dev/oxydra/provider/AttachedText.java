package dev.oxydra.provider;

import dev.oxydra.types.Attachment;
import java.nio.charset.StandardCharsets;

/** Attached files as text, for models that are shown no such file. */
public final class AttachedText {
  private AttachedText() {}

  /** What a text file says, or else that there was a file. */
  public static String of(Attachment attachment) {
    String type = attachment.mimeType();
    return type.startsWith("text/") || type.equals("application/json")
        ? "An attached file ("
            + type
            + "):\n"
            + new String(attachment.data(), StandardCharsets.UTF_8)
        : "[An attached file of type %s, %d bytes, which can't be shown here.]"
            .formatted(type, attachment.data().length);
  }
}
