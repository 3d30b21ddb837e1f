package dev.oxydra.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * What {@link FakeModelServer} answers to one request.
 *
 * @param status the HTTP status
 * @param headers sent as they are, besides {@code Transfer-Encoding}
 * @param pieces the body, one HTTP chunk each, each flushed by itself
 * @param ending what comes after the last piece
 */
public record FakeReply(
    int status, Map<String, String> headers, List<byte[]> pieces, Ending ending) {
  /** How an answer ends. */
  public enum Ending {
    /** As HTTP wants it. */
    CLEAN,
    /** The connection is closed before the body's end. */
    CUT,
    /** The connection is reset (TCP only; on a Unix socket it is closed). */
    RESET,
    /** What should be a chunk is not. */
    BAD_CHUNK,
    /** Nothing more is sent, and the connection stays open until the client or the fake closes. */
    STALL
  }

  public FakeReply {
    headers = Map.copyOf(headers);
    pieces = List.copyOf(pieces);
    Objects.requireNonNull(ending, "ending");
  }

  /**
   * One of the recorded streams: {@code text}, {@code fragments} (a tool call whose arguments come
   * in fragments), {@code two_calls}, {@code interleaved_calls}, {@code error}, {@code truncated},
   * {@code truncated_call}, {@code reasoning}, {@code keepalive} (comments, CRLF, no {@code
   * [DONE]}).
   */
  public static FakeReply recorded(String name) {
    return recorded("openai", name);
  }

  /** The stream of that name in another protocol: a provider type, such as {@code anthropic}. */
  public static FakeReply recorded(String protocol, String name) {
    return events(Documents.text(protocol + "/" + name + ".sse"));
  }

  /** A stream of server-sent events, as its text on the wire. */
  public static FakeReply events(String wire) {
    return new FakeReply(
        200,
        Map.of("Content-Type", "text/event-stream"),
        List.of(wire.getBytes(StandardCharsets.UTF_8)),
        Ending.CLEAN);
  }

  /** A streamed answer of {@link FakeProtocol#OPENAI}, in one piece a word. */
  public static FakeReply text(String... words) {
    return FakeProtocol.OPENAI.text(words);
  }

  /** One that calls a tool with {@code arguments}, a JSON text. */
  public static FakeReply toolCall(String id, String tool, String arguments) {
    return FakeProtocol.OPENAI.toolCall(id, tool, arguments);
  }

  /** A status with a JSON or other body, not streamed. */
  public static FakeReply status(int status, String contentType, String body) {
    return new FakeReply(
        status,
        Map.of("Content-Type", contentType),
        List.of(body.getBytes(StandardCharsets.UTF_8)),
        Ending.CLEAN);
  }

  public FakeReply header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new FakeReply(status, more, pieces, ending);
  }

  public FakeReply ending(Ending how) {
    return new FakeReply(status, headers, pieces, how);
  }

  /** The same body in pieces of {@code size} bytes. */
  public FakeReply inPiecesOf(int size) {
    return split(_ -> size);
  }

  /** The same body in pieces of 1 to 40 bytes; the same seed gives the same pieces. */
  public FakeReply inRandomPieces(long seed) {
    Random random = new Random(seed);
    return split(_ -> 1 + random.nextInt(40));
  }

  /** The first {@code length} bytes of the body alone. */
  public FakeReply first(int length) {
    return new FakeReply(status, headers, List.of(Arrays.copyOf(body(), length)), ending);
  }

  private FakeReply split(IntUnaryOperator sizes) {
    byte[] body = body();
    List<byte[]> split = new ArrayList<>();
    for (int from = 0; from < body.length; ) {
      int to = Math.min(body.length, from + sizes.applyAsInt(from));
      split.add(Arrays.copyOfRange(body, from, to));
      from = to;
    }
    return new FakeReply(status, headers, split, ending);
  }

  /** The whole body. */
  public byte[] body() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    pieces.forEach(whole::writeBytes);
    return whole.toByteArray();
  }
}
