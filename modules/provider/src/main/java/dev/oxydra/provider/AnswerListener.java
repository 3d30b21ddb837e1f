package dev.oxydra.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives the events of one stream to a reader, and makes one outcome of however it ends. Its end is
 * the answer's only if the reader has it whole: else it was cut off.
 */
final class AnswerListener implements SseParser.Events {
  /** Longer data isn't looked at for the end mark. */
  private static final int MAX_DONE = 16;

  private final Failures failures;
  private final AnswerReader reader;

  AnswerListener(Failures failures, AnswerReader reader) {
    this.failures = failures;
    this.reader = reader;
  }

  @Override
  public boolean take(@Nullable String name, byte[] bytes, int from, int length) {
    if (isDone(bytes, from, length)) {
      return false;
    }
    try {
      return switch (reader.read(name, parse(bytes, from, length))) {
        case READ_ON -> true;
        case END -> false;
        case FAILED -> throw failures.inStream(text(bytes, from, length));
      };
    } catch (MalformedAnswerException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  /** What OpenAI, and all who speak like it, send last. */
  private static boolean isDone(byte[] bytes, int from, int length) {
    return length < MAX_DONE && text(bytes, from, length).strip().equals("[DONE]");
  }

  private JsonNode parse(byte[] bytes, int from, int length) {
    try {
      JsonNode object = tree(bytes, from, length);
      if (object.isObject()) {
        return object;
      }
    } catch (IOException e) {
      throw malformed("sent an event that is not JSON", e);
    }
    throw malformed("sent an event that is not a JSON object", null);
  }

  private static JsonNode tree(byte[] bytes, int from, int length) throws IOException {
    try {
      return Json.mapper().readTree(bytes, from, length);
    } catch (IOException e) {
      // Perhaps it is not UTF-8, which a text can put up with.
      return Json.mapper().readTree(text(bytes, from, length));
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /**
   * The whole answer, once the stream has ended.
   *
   * @param failure what ended it; null for the server itself
   */
  Completion completion(@Nullable ProviderException failure) {
    // The answer may be whole though what closes the stream, or the usage, is missing.
    if (failure != null && !(brokeOff(failure) && reader.finished())) {
      throw failure;
    }
    try {
      return reader.complete();
    } catch (MalformedAnswerException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  private static boolean brokeOff(ProviderException e) {
    return e.getCause() != null && (e.kind() == Kind.CONNECTION || e.kind() == Kind.TIMEOUT);
  }

  private ProviderException malformed(@Nullable String what, @Nullable Throwable cause) {
    return failures.malformed(Objects.requireNonNullElse(what, "failed"), cause);
  }
}
