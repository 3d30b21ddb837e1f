package dev.oxydra.runner.catalog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Input that fails when it is longer than expected. */
final class BoundedInput extends FilterInputStream {
  private final long longest;
  private long left;

  /**
   * @param longest how many bytes it may have
   */
  BoundedInput(InputStream in, long longest) {
    super(in);
    this.longest = longest;
    this.left = longest;
  }

  static String tooLong(long longest) {
    return "the answer is longer than " + longest + " bytes";
  }

  @Override
  public int read() throws IOException {
    int octet = super.read();
    count(octet < 0 ? 0 : 1);
    return octet;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long skipped = super.skip(wanted);
    count(skipped);
    return skipped;
  }

  private void count(long read) throws IOException {
    left -= read;
    if (left < 0) {
      throw new IOException(tooLong(longest));
    }
  }
}
