package dev.oxydra.runner.broker;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP/1.1 by hand, for either side. */
class Wire {
  private final InputStream in;
  private final OutputStream out;
  private String head = "";

  Wire(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  String readHead() throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) need());
    }
    head = read.toString();
    return head;
  }

  /** The body that the last head announced; without a length it is empty. */
  String readFixedBody() throws IOException {
    return readBody(head);
  }

  String readBody(String of) throws IOException {
    for (String line : of.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        int length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  /** Null for the last one. */
  String readChunk() throws IOException {
    StringBuilder size = new StringBuilder();
    while (size.indexOf("\r\n") < 0) {
      size.append((char) need());
    }
    int length = Integer.parseInt(size.toString().strip(), 16);
    byte[] chunk = in.readNBytes(length);
    need();
    need();
    return length == 0 ? null : new String(chunk, StandardCharsets.UTF_8);
  }

  void skip(long bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  void sendZeros(long bytes) throws IOException {
    byte[] zeros = new byte[1 << 16];
    for (long left = bytes; left > 0; left -= zeros.length) {
      out.write(zeros, 0, (int) Math.min(left, zeros.length));
    }
    out.flush();
  }

  /** Returns when the other side has closed. */
  void awaitEnd() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      return;
    }
  }

  private int need() throws IOException {
    int read = in.read();
    if (read < 0) {
      throw new EOFException("The other side has closed");
    }
    return read;
  }
}
