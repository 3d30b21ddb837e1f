package dev.oxydra.provider;

import dev.oxydra.types.Attachment;
import java.nio.charset.StandardCharsets;

/** What is said of a file to a model that can't be given the file itself. */
public final class AttachmentText {
  private AttachmentText() {}

  /** What is in a text file; that there is one, of any other. */
  public static String of(Attachment file) {
    String type = file.mimeType();
    return type.startsWith("text/") || type.equals("application/json")
        ? "An attached file (" + type + "):\n" + new String(file.data(), StandardCharsets.UTF_8)
        : "[An attached file of type %s, %d bytes, which can't be shown here.]"
            .formatted(type, file.data().length);
  }
}
