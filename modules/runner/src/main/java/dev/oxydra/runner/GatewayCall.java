package dev.oxydra.runner;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request to a guest's gateway, with its token. A guest may say anything, or nothing;
 * interrupting the thread ends the waiting for it.
 *
 * @param socket the gateway's
 * @param tokenFile holds what the gateway wants to be shown
 */
record GatewayCall(Path socket, Path tokenFile) {
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1000}");
  private static final Pattern HEAD =
      Pattern.compile(
          "HTTP/1\\.1 (\\d{3}) .*\\r\\ncontent-length: *(\\d{1,6})\\r\\n.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern CHUNKED =
      Pattern.compile(
          "HTTP/1\\.1 200 .*\\r\\ntransfer-encoding: *chunked\\r\\n.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final String LINES = "application/x-ndjson";
  private static final int LONGEST_HEAD = 16 * 1024;

  /**
   * What was answered.
   *
   * @param status of HTTP
   * @param body less than a megabyte
   */
  @SuppressWarnings("ArrayRecordComponent") // is handed on and never compared
  record Answer(int status, byte[] body) {}

  Answer get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\n", "");
  }

  /**
   * @param json empty for no body
   */
  Answer post(String path, String json) throws IOException {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    String type = length == 0 ? "" : "Content-Type: application/json\r\n";
    return ask(
        "POST " + path + " HTTP/1.1\r\n" + type + "Content-Length: " + length + "\r\n", json);
  }

  /**
   * Sends lines of JSON.
   *
   * @param lines each ended by a line feed
   */
  Answer postLines(String path, byte[] lines) throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
            .formatted(path, LINES, lines.length);
    try (SocketChannel channel = open(head, lines)) {
      return read(new BufferedInputStream(Channels.newInputStream(channel)));
    }
  }

  /**
   * Asks for an answer of any length, in lines.
   *
   * @param taker is given each line when it has come
   * @return null, or the answer when it is not such a one
   * @throws IOException also when it breaks off
   */
  @Nullable Answer lines(String path, Consumer<String> taker) throws IOException {
    try (SocketChannel channel = open("GET " + path + " HTTP/1.1\r\n", new byte[0])) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      String head = head(in);
      if (!CHUNKED.matcher(head).matches()) {
        return read(head, in);
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(new ChunkedInput(in), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          taker.accept(line);
        }
      }
      return null;
    }
  }

  private Answer ask(String head, String body) throws IOException {
    try (SocketChannel channel = open(head, body.getBytes(StandardCharsets.UTF_8))) {
      return read(new BufferedInputStream(Channels.newInputStream(channel)));
    }
  }

  /** Connects, and sends head and body as one: who is asked may answer after the first bytes. */
  private SocketChannel open(String head, byte[] body) throws IOException {
    String all =
        head
            + "Host: localhost\r\nAuthorization: Bearer "
            + token()
            + "\r\nConnection: close\r\n\r\n";
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      byte[] start = all.getBytes(StandardCharsets.UTF_8);
      ByteBuffer bytes = ByteBuffer.allocate(start.length + body.length);
      bytes.put(start).put(body).flip();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Answer read(InputStream in) throws IOException {
    return read(head(in), in);
  }

  private static Answer read(String text, InputStream in) throws IOException {
    Matcher head = HEAD.matcher(text);
    if (!head.matches()) {
      throw new IOException("its answer is not one of a gateway");
    }
    int length = Integer.parseInt(head.group(2));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("its answer broke off");
    }
    return new Answer(Integer.parseInt(head.group(1)), body);
  }

  private String token() throws IOException {
    if (!Files.isRegularFile(tokenFile, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("there is no token at " + tokenFile);
    }
    try (InputStream in = Files.newInputStream(tokenFile, LinkOption.NOFOLLOW_LINKS)) {
      String token = new String(in.readNBytes(LONGEST_HEAD), StandardCharsets.US_ASCII).strip();
      if (!TOKEN.matcher(token).matches()) {
        throw new IOException("there is no token in " + tokenFile);
      }
      return token;
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int read = in.read();
      if (read < 0 || head.length() == LONGEST_HEAD) {
        throw new IOException("its answer has no head");
      }
      head.append((char) read);
    }
    return head.toString();
  }
}
