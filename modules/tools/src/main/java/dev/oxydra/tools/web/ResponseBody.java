package dev.oxydra.tools.web;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The bytes of an answer's body as they were sent, chunked or not: RFC 9112, 6 and 7. */
final class ResponseBody extends FilterInputStream {
  private static final int UNTIL_CLOSED = -1;

  private final boolean chunked;

  /** Of the body or the chunk; {@link #UNTIL_CLOSED} when nobody has said. */
  private long left;

  private boolean begun;
  private boolean ended;

  private ResponseBody(InputStream in, boolean chunked, long left) {
    super(in);
    this.chunked = chunked;
    this.left = left;
    this.ended = left == 0 && !chunked;
  }

  static ResponseBody of(ResponseHead head, InputStream in) throws IOException {
    if (head.status() == 204 || head.status() == 304) {
      return new ResponseBody(in, false, 0);
    }
    String coding = head.header("transfer-encoding").toLowerCase(Locale.ROOT);
    if (coding.endsWith("chunked")) {
      return new ResponseBody(in, true, 0);
    }
    String length = head.header("content-length");
    if (!length.isEmpty() && !length.matches("[0-9]{1,18}")) {
      throw new IOException("its length is malformed: " + length);
    }
    return new ResponseBody(in, false, length.isEmpty() ? UNTIL_CLOSED : Long.parseLong(length));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int most = left == UNTIL_CLOSED ? length : (int) Math.min(length, left);
    int read = in.read(bytes, from, most);
    if (read < 0 && left != UNTIL_CLOSED) {
      throw new EOFException("the connection was closed before the end of the body");
    }
    if (left != UNTIL_CLOSED) {
      left -= read;
    }
    ended = read < 0 || (left == 0 && !chunked);
    return read;
  }

  private void nextChunk() throws IOException {
    if (begun && !ResponseHead.line(in).isEmpty()) {
      throw new IOException("a chunk of the body is malformed");
    }
    begun = true;
    String size = ResponseHead.line(in).split(";", 2)[0].strip();
    if (!size.matches("[0-9A-Fa-f]{1,15}")) {
      throw new IOException("a chunk of the body is malformed");
    }
    left = Long.parseLong(size, 16);
    ended = left == 0;
  }

  /** What is buffered below is not known here. */
  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public int available() {
    return 0;
  }
}
