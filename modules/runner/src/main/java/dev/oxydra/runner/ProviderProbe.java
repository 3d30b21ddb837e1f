package dev.oxydra.runner;

import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderHealth;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a guest how the models that it uses have been answering. A guest may say anything, or
 * nothing: whatever is no list of {@link ProviderHealth} is an empty one.
 */
final class ProviderProbe {
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1000}");
  private static final Pattern OK =
      Pattern.compile(
          "HTTP/1\\.1 200 .*\\r\\ncontent-length: *(\\d{1,6})\\r\\n.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int LONGEST_ERROR = 300;
  private static final int MOST = 100;

  private ProviderProbe() {}

  /**
   * The body of the answer to {@code GET /providers}, empty without one. Interrupting the thread
   * ends the waiting for it.
   *
   * @param tokenFile holds what the gateway wants to be shown
   */
  static byte[] ask(Path socket, Path tokenFile) {
    try {
      String token = token(tokenFile);
      return token == null ? new byte[0] : get(socket, token);
    } catch (IOException e) {
      return new byte[0]; // Nobody listens there, not any more, or it says something else.
    }
  }

  /** What such an answer says. */
  static List<ProviderHealth> read(byte[] answer) {
    try {
      ProviderHealth @Nullable [] all =
          answer.length == 0 ? null : Json.mapper().readValue(answer, ProviderHealth[].class);
      return all == null
          ? List.of()
          : Arrays.stream(all)
              .filter(Objects::nonNull)
              .limit(MOST)
              .map(ProviderProbe::printable)
              .toList();
    } catch (IOException e) {
      return List.of(); // A guest's mistake.
    }
  }

  private static @Nullable String token(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      String token = new String(in.readNBytes(LONGEST_HEAD), StandardCharsets.US_ASCII).strip();
      return TOKEN.matcher(token).matches() ? token : null;
    }
  }

  private static byte[] get(Path socket, String token) throws IOException {
    String request =
        "GET /providers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + token
            + "\r\nConnection: close\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      Matcher head = OK.matcher(head(in));
      return head.matches() ? in.readNBytes(Integer.parseInt(head.group(1))) : new byte[0];
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int read = in.read();
      if (read < 0 || head.length() == LONGEST_HEAD) {
        throw new IOException("No head of an HTTP answer");
      }
      head.append((char) read);
    }
    return head.toString();
  }

  /** It is printed to terminals, which obey control characters. */
  private static ProviderHealth printable(ProviderHealth health) {
    String error = health.lastError();
    if (error != null) {
      error = error.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
      error = error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR) + "…";
    }
    return new ProviderHealth(
        health.model(), health.state(), health.failures(), health.until(), error);
  }
}
