package dev.oxydra.types;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages between our own processes: a 4-byte big-endian length, then that many bytes of JSON.
 * Used for the guest's bootstrap, the runner's control socket and the shell daemon.
 */
public final class LengthPrefixed {
  /** The longest message that is read, in bytes: 16 MiB. */
  public static final int MAX_LENGTH = 16 << 20;

  private LengthPrefixed() {}

  /** Writes one message and flushes. */
  public static void write(OutputStream out, Object message) throws IOException {
    byte[] json = Json.mapper().writeValueAsBytes(message);
    out.write(ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array());
    out.flush();
  }

  /**
   * Reads one message of at most {@link #MAX_LENGTH}, see {@link #read(InputStream, Class, int)}.
   */
  public static <T> @Nullable T read(InputStream in, Class<T> type) throws IOException {
    return read(in, type, MAX_LENGTH);
  }

  /**
   * Reads one message.
   *
   * @param longest how many bytes it may have
   * @return null at the end of the stream
   * @throws EOFException when the stream ends within a message
   * @throws StreamCorruptedException when the length is negative or over {@code longest}
   * @throws com.fasterxml.jackson.core.JsonProcessingException when it is not the JSON of a {@code
   *     type}
   */
  public static <T> @Nullable T read(InputStream in, Class<T> type, int longest)
      throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    DataInputStream data = new DataInputStream(in);
    int length = first << 24 | data.readUnsignedByte() << 16 | data.readUnsignedShort();
    if (length < 0 || length > longest) {
      throw new StreamCorruptedException(
          "A message of " + Integer.toUnsignedString(length) + " bytes; the limit is " + longest);
    }
    // Takes memory as it comes in, not as the sender promises.
    byte[] json = data.readNBytes(length);
    if (json.length < length) {
      throw new EOFException("A message ended after " + json.length + " of " + length + " bytes");
    }
    return Json.mapper().readValue(json, type);
  }
}
