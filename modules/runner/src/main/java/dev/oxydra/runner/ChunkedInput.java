package dev.oxydra.runner;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an HTTP/1.1 message in the chunked encoding (RFC 9112, section 7.1), without trailer
 * fields. Unlike a body that ends with its connection, one that broke off is known to have.
 */
final class ChunkedInput extends InputStream {
  private static final int LONGEST_SIZE = 100;

  private final InputStream in;

  /** What is left of the chunk; -1 after the last one. */
  private long left;

  private boolean begun;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (left == 0) {
      next();
    }
    if (left < 0) {
      return -1;
    }
    int count = in.read(to, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("its answer broke off");
    }
    left -= count;
    return count;
  }

  private void next() throws IOException {
    if (begun && !line().isEmpty()) {
      throw new IOException("its answer is malformed");
    }
    begun = true;
    String size = line().replaceFirst(";.*", "").strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("its answer is malformed");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      left = -1;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0 || line.length() == LONGEST_SIZE) {
        throw new EOFException("its answer broke off");
      }
      line.append((char) read);
    }
    return line.toString().stripTrailing();
  }
}
