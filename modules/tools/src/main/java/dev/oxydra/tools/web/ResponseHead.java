package dev.oxydra.tools.web;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status line and the headers of an answer: RFC 9112, 4 and 5.
 *
 * @param headers by name in lower case; of several of one name the values with commas
 */
record ResponseHead(int status, String reason, Map<String, String> headers) {
  /** How the broker marks what it says itself; no server can forge it, as the broker drops it. */
  private static final String REFUSAL = "x-oxydra-refusal";

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: (.*))?");
  private static final int LONGEST_LINE = 16 << 10;
  private static final int MOST_HEADERS = 200;

  ResponseHead {
    headers = Map.copyOf(headers);
  }

  /** Reads the head of the next answer that is no interim one. */
  static ResponseHead read(InputStream in) throws IOException {
    ResponseHead head = readAny(in);
    while (head.status() / 100 == 1) {
      head = readAny(in);
    }
    return head;
  }

  private static ResponseHead readAny(InputStream in) throws IOException {
    Matcher status = STATUS_LINE.matcher(line(in));
    if (!status.matches()) {
      throw new IOException("what came is not HTTP/1.1");
    }
    Map<String, String> headers = new HashMap<>();
    int count = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || ++count > MOST_HEADERS) {
        throw new IOException("its headers are malformed or too many");
      }
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (before, next) -> before + ", " + next);
    }
    String reason = status.group(2);
    return new ResponseHead(
        Integer.parseInt(status.group(1)), reason == null ? "" : reason, headers);
  }

  /** Up to the end of the line, which is not part of it. */
  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed too soon");
      }
      if (line.size() >= LONGEST_LINE) {
        throw new IOException("a line of the answer is too long");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** A header; empty where there is none. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Whether it is the broker that answers, and refuses. */
  boolean isRefusal() {
    return headers.containsKey(REFUSAL);
  }
}
