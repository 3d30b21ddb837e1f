package dev.oxydra.runner.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request of a guest, or one connection that was made for it, and what became of it. Nothing in
 * it may hold a key, a query or a body.
 *
 * @param ts when it came
 * @param tool who asked: {@link #PROVIDER}, {@link #TELEGRAM}, or the tool as the network policy
 *     names it; null where that isn't known
 * @param method as the guest wrote it
 * @param scheme of the target; null where it has none or it isn't known
 * @param host of the target; null where it isn't known
 * @param port of the target; 0 where it isn't known
 * @param path what was asked for, without its query; null for a connection
 * @param verdict {@code forwarded}, {@code refused:<code>}, {@code timeout}, {@code broken}, {@code
 *     cancelled}
 * @param status what the guest was answered; 0 for nothing
 * @param bytesOut what the guest sent, without heads
 * @param bytesIn what the guest was sent, without heads
 * @param durationMs from the request's head to the answer's end
 */
record EgressEntry(
    Instant ts,
    UserId user,
    @Nullable String tool,
    String method,
    @Nullable String scheme,
    @Nullable String host,
    int port,
    @Nullable String path,
    String verdict,
    int status,
    long bytesOut,
    long bytesIn,
    long durationMs) {
  /** The tool of requests to model providers. */
  static final String PROVIDER = "provider";

  /** The tool of requests to the bot of Telegram. */
  static final String TELEGRAM = "telegram";

  private static final int LONGEST_TEXT = 200;

  EgressEntry {
    Objects.requireNonNull(ts, "ts");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(verdict, "verdict");
    method = shown(method);
    host = host == null ? null : shown(host);
    path = path == null ? null : shown(path.replaceFirst("[?#].*", ""));
  }

  /** What a guest wrote, so that it can't fill the log or fool a terminal. */
  private static String shown(String text) {
    String plain = text.replaceAll("[^\\x21-\\x7e]", "?");
    return plain.length() > LONGEST_TEXT ? plain.substring(0, LONGEST_TEXT) + "…" : plain;
  }

  /** As one line of JSON, without its end. */
  String line() {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("ts", ts.truncatedTo(ChronoUnit.MILLIS).toString()).put("user", user.value());
    putKnown(line, "tool", tool);
    line.put("method", method);
    putKnown(line, "scheme", scheme);
    putKnown(line, "host", host);
    if (port > 0) {
      line.put("port", port);
    }
    putKnown(line, "path", path);
    line.put("verdict", verdict).put("status", status);
    line.put("bytes_out", bytesOut).put("bytes_in", bytesIn).put("duration_ms", durationMs);
    return Json.write(line);
  }

  private static void putKnown(ObjectNode line, String name, @Nullable String value) {
    if (value != null) {
      line.put(name, value);
    }
  }
}
