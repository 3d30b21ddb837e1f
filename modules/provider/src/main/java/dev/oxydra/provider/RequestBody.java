package dev.oxydra.provider;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a request says: text, with large binary parts in base64 that are encoded while they are
 * sent, a piece at a time.
 */
public final class RequestBody {
  /** How much is encoded at once, in bytes: a multiple of three, so that pieces join. */
  private static final int PIECE = 48 << 10;

  private final List<Supplier<InputStream>> pieces = new ArrayList<>();
  private long length;

  /** How long it is on the wire, in bytes. */
  long length() {
    return length;
  }

  /** Adds text, which is sent as UTF-8. */
  public RequestBody text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    length += bytes.length;
    pieces.add(() -> new ByteArrayInputStream(bytes));
    return this;
  }

  /** Adds the base64 of {@code data}, which must not change until it is sent. */
  public RequestBody base64(byte[] data) {
    length += 4L * ((data.length + 2L) / 3);
    IntStream.iterate(0, at -> at < data.length, at -> at + PIECE)
        .forEach(at -> pieces.add(() -> encoded(data, at)));
    return this;
  }

  private static InputStream encoded(byte[] data, int from) {
    byte[] piece = Arrays.copyOfRange(data, from, Math.min(data.length, from + PIECE));
    return new ByteArrayInputStream(Base64.getEncoder().encode(piece));
  }

  /** The bytes, each piece made when it is read. */
  @SuppressWarnings("JdkObsolete") // what SequenceInputStream takes
  InputStream open() {
    Iterator<Supplier<InputStream>> rest = pieces.iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return rest.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return rest.next().get();
          }
        });
  }
}
