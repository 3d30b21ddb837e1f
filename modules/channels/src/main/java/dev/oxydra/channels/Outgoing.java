package dev.oxydra.channels;

import dev.oxydra.types.ServerFrame.MediaType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent.
 *
 * @param text one of {@link Messenger#pieces}; what is said of the file where there is one
 * @param buttons rows of them; empty for none
 * @param file what is sent; null for text alone
 */
public record Outgoing(String text, List<List<Button>> buttons, @Nullable Upload file) {
  public Outgoing {
    Objects.requireNonNull(text, "text");
    buttons = buttons.stream().map(List::copyOf).toList();
  }

  /** Text alone. */
  public static Outgoing text(String text) {
    return new Outgoing(text, List.of(), null);
  }

  Outgoing with(String other) {
    return new Outgoing(other, buttons, file);
  }

  /**
   * A button.
   *
   * @param data what its press says, see {@link Incoming.Pressed}: at most {@value #MAX_DATA} bytes
   */
  public record Button(String label, String data) {
    /** As much as Telegram takes. */
    public static final int MAX_DATA = 64;

    public Button {
      Objects.requireNonNull(label, "label");
      Objects.requireNonNull(data, "data");
    }
  }

  /** A file. */
  @SuppressWarnings("ArrayRecordComponent") // is sent and never compared
  public record Upload(String name, String mimeType, MediaType type, byte[] data) {
    public Upload {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(mimeType, "mime_type");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(data, "data");
    }
  }
}
