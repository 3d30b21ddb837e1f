package dev.oxydra.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is asked: the words of the command line, and what is piped into it. */
final class AskInput {
  static final int LONGEST = 1 << 20;

  private AskInput() {}

  /** It can't be asked so; the message says why. */
  static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * The words, a blank line, and what is piped in; or one of them where there is no other.
   *
   * @param in UTF-8, read to its end; null for nothing
   * @throws UnusableException when it is no text, too long a one, or nothing at all
   */
  static String prompt(String words, @Nullable InputStream in) throws IOException {
    String piped = in == null ? "" : read(in);
    if (words.isBlank() && piped.isBlank()) {
      throw new UnusableException("Say what to ask, as words or on the standard input");
    }
    return words.isBlank() ? piped : piped.isBlank() ? words : words + "\n\n" + piped;
  }

  private static String read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw new UnusableException(
          "The standard input is longer than the %d bytes that can be asked at once; put it into a file of the agent's"
              .formatted(LONGEST));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnusableException("The standard input is not text in UTF-8");
    }
  }
}
