package dev.oxydra.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
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
import org.jspecify.annotations.Nullable;

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

  /** A streamed answer that says {@code text}, in one piece a word. */
  public static FakeReply text(String... words) {
    StringBuilder wire = new StringBuilder();
    for (String word : words) {
      ObjectNode delta = Json.mapper().createObjectNode().put("content", word);
      wire.append(chunk(delta, null));
    }
    return events(wire + finish("stop"));
  }

  /** A streamed answer that calls one tool with {@code arguments}, a JSON text. */
  public static FakeReply toolCall(String id, String tool, String arguments) {
    ObjectNode delta = Json.mapper().createObjectNode();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", 0).put("id", id).put("type", "function");
    call.putObject("function").put("name", tool).put("arguments", arguments);
    return events(chunk(delta, null) + finish("tool_calls"));
  }

  private static String finish(String reason) {
    return chunk(Json.mapper().createObjectNode(), reason)
        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}\n\n"
        + "data: [DONE]\n\n";
  }

  private static String chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = Json.mapper().createObjectNode().put("object", "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", finishReason).set("delta", delta);
    return "data: " + chunk + "\n\n";
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
