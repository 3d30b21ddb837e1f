package dev.oxydra.tools.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, each of a bounded length. */
final class Lines {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in, BUFFER);
  }

  /**
   * The next line without its end; what comes after the last end of line is one too.
   *
   * @return null at the end of the stream
   * @throws IOException when the line is longer than {@link Wire#LONGEST_MESSAGE}, too
   */
  byte @Nullable [] next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = first; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() >= Wire.LONGEST_MESSAGE) {
        throw new IOException("a line of it is longer than 16 MiB");
      }
      line.write(next);
    }
    byte[] bytes = line.toByteArray();
    int length =
        bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
  }
}
