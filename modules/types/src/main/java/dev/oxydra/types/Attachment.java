package dev.oxydra.types;

import java.util.Arrays;
import java.util.Objects;

/**
 * A file that travels with a message.
 *
 * @param mimeType the media type, such as {@code image/png}
 * @param data the bytes; base64 on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into it
public record Attachment(String mimeType, byte[] data) implements Content {
  public Attachment {
    Objects.requireNonNull(mimeType, "mime_type");
    Objects.requireNonNull(data, "data");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attachment that
        && mimeType.equals(that.mimeType)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * mimeType.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Attachment[" + mimeType + ", " + data.length + " bytes]";
  }
}
