package dev.oxydra.runner;

import dev.oxydra.types.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request to a broker's socket, as a guest makes them. */
final class BrokerCall {
  /** In place of a status: nothing came in time. */
  static final int SILENT = 0;

  private static final int MOST_LINES = 200;

  private BrokerCall() {}

  /**
   * What was answered.
   *
   * @param status of HTTP, or {@link #SILENT}
   * @param refusal the code of the broker's own refusal; empty when the provider has answered
   * @param message why the broker refused
   * @param date the provider's; null when it didn't say
   */
  record Answer(int status, String refusal, String message, @Nullable Instant date) {}

  /**
   * @throws IOException when the broker itself doesn't answer as it should
   */
  static Answer get(Path socket, String path, Duration patience) throws IOException {
    FutureTask<Answer> asking = new FutureTask<>(() -> ask(socket, path));
    Thread.ofVirtual().name("broker-call").start(asking);
    try {
      return asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Answer(SILENT, "", "", null);
    } catch (ExecutionException e) {
      throw new IOException("the broker broke off: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      asking.cancel(true); // Closes its connection.
    }
  }

  private static Answer ask(Path socket, String path) throws IOException {
    // Anthropic wants to know its version; others don't mind.
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: broker\r\nAccept: application/json\r\n"
            + "anthropic-version: 2023-06-01\r\nConnection: close\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return read(
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)));
    }
  }

  private static Answer read(BufferedReader in) throws IOException {
    String[] first = line(in).split(" ", 3);
    if (first.length < 2 || !first[1].matches("\\d{3}")) {
      throw new IOException("its answer is not HTTP");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty() && headers.size() < MOST_LINES; line = line(in)) {
      int colon = Math.max(0, line.indexOf(':'));
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon).replaceFirst("^:\\s*", ""));
    }
    String refusal = headers.getOrDefault("x-oxydra-refusal", "");
    return new Answer(
        Integer.parseInt(first[1]),
        refusal,
        refusal.isEmpty() ? "" : message(in),
        date(headers.get("date")));
  }

  private static String line(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("its answer broke off");
    }
    return line;
  }

  private static String message(BufferedReader in) throws IOException {
    return Json.mapper().readTree(in).at("/error/message").asText();
  }

  private static @Nullable Instant date(@Nullable String header) {
    try {
      return header == null
          ? null
          : ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException notOne) {
      return null;
    }
  }
}
