package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Output of unknown length: in memory up to the limit, then all of it in a file, of which head and
 * tail stay in memory.
 */
final class BoundedOutput implements AutoCloseable {
  /** The longest file, in bytes: 64 MiB. */
  static final long MAX_FILE = 64L << 20;

  /** What the note between head and tail may take, in bytes. */
  private static final int NOTE = 400;

  private final Overflow overflow;
  private final String path;
  private final int maxTail;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private byte[] tail = new byte[0];
  private long total;
  private @Nullable WritableByteChannel file;
  private @Nullable String failure;

  BoundedOutput(Overflow overflow, String path) {
    this.overflow = overflow;
    this.path = path;
    this.maxTail = part(overflow.limit());
  }

  private static int part(int limit) {
    return Math.max(0, (limit - NOTE) / 2);
  }

  /** How much there has been, in bytes. */
  long total() {
    return total;
  }

  void write(byte[] data) {
    if (total + data.length > overflow.limit() && total <= overflow.limit()) {
      spill(head.toByteArray());
    }
    if (total + data.length > overflow.limit()) {
      keep(data, total);
    }
    head.write(data, 0, Math.clamp(overflow.limit() - (long) head.size(), 0, data.length));
    tail = lastOf(tail, data);
    total += data.length;
  }

  private void spill(byte[] before) {
    try {
      file = overflow.create(path);
      keep(before, 0);
    } catch (ToolException e) {
      failure = e.getMessage();
    }
  }

  private void keep(byte[] data, long at) {
    if (file == null || failure != null) {
      return;
    }
    try {
      ByteBuffer rest = ByteBuffer.wrap(data, 0, Math.clamp(MAX_FILE - at, 0, data.length));
      while (rest.hasRemaining()) {
        file.write(rest);
      }
    } catch (IOException e) {
      failure = e.getMessage();
    }
  }

  private byte[] lastOf(byte[] before, byte[] data) {
    int old = Math.clamp(maxTail - (long) data.length, 0, before.length);
    int fresh = Math.min(maxTail, data.length);
    byte[] last =
        Arrays.copyOfRange(before, before.length - old, before.length - old + old + fresh);
    System.arraycopy(data, data.length - fresh, last, old, fresh);
    return last;
  }

  /** What the model is shown: everything, or head, a note with the file's path, and tail. */
  String shown() {
    return shown(overflow.limit());
  }

  /**
   * The same for less room.
   *
   * @param room how many bytes may be shown, at most the limit of the overflow
   */
  String shown(int room) {
    if (total <= room) {
      return text(head.toByteArray(), 0, head.size());
    }
    if (total <= overflow.limit()) {
      spill(head.toByteArray());
    }
    byte[] start = Arrays.copyOf(head.toByteArray(), part(room));
    byte[] end = Arrays.copyOfRange(tail, tail.length - part(room), tail.length);
    return text(start, 0, wholeEnd(start))
        + "\n[… "
        + note()
        + " …]\n"
        + text(end, wholeStart(end), end.length);
  }

  private String note() {
    String size = total + " bytes in all, head and tail are shown; ";
    if (failure != null) {
      return size + "the rest is lost: " + failure;
    }
    return size
        + (total > MAX_FILE ? "the first " + MAX_FILE + " bytes are" : "everything is")
        + " in "
        + path;
  }

  /** What is no UTF-8 becomes question marks, so that the text never takes more room. */
  private static String text(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE)
          .replaceWith("?")
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new UncheckedIOException("A decoder that replaces has refused", e);
    }
  }

  /** Where the last character that is complete ends, or the array where it isn't UTF-8. */
  private static int wholeEnd(byte[] bytes) {
    int at = bytes.length;
    while (at > 0 && bytes.length - at < 4 && (bytes[at - 1] & 0xc0) == 0x80) {
      at--;
    }
    return at > 0 && (bytes[at - 1] & 0xc0) == 0xc0 ? at - 1 : bytes.length;
  }

  private static int wholeStart(byte[] bytes) {
    int at = 0;
    while (at < Math.min(4, bytes.length) && (bytes[at] & 0xc0) == 0x80) {
      at++;
    }
    return at;
  }

  @Override
  public void close() {
    if (file != null) {
      WritableByteChannel open = file;
      Workspace.attempt(
          "close",
          path,
          () -> {
            open.close();
            return path;
          });
    }
  }
}
