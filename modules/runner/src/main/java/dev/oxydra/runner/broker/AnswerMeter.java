package dev.oxydra.runner.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the bytes of an answer, as they pass, which model it is of and how many tokens it took:
 * the values of {@code model}, {@code usage} and {@code usageMetadata}, at whatever depth, in whole
 * answers and in streams of events. Within a text these names can't be mistaken: there a quote has
 * a backslash before it. Of several numbers the largest counts, so that what a model was made to
 * write can't lower them.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/streaming">OpenAI</a>
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">Anthropic</a>
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">Gemini</a>
 */
final class AnswerMeter {
  private static final int LONGEST_NAME = 13;
  private static final int LONGEST_VALUE = 4096;
  private static final int BYTES_A_TOKEN = 4;

  /** An event that is shorter than this says nothing of how much of one isn't text. */
  private static final long SHORTEST_EVENT = 64;

  private static final String NONE = "";
  private static final String MODEL = "model";
  private static final String USAGE = "usage";
  private static final String METADATA = "usageMetadata";

  private enum State {
    BETWEEN,
    NAME,
    COLON,
    VALUE,
    TEXT,
    OBJECT
  }

  private final boolean eventStream;
  private State state = State.BETWEEN;
  private String name = NONE;
  private final byte[] kept = new byte[LONGEST_VALUE];
  private int length;
  private int depth;
  private boolean inText;
  private boolean escaped;
  private byte previous;
  private @Nullable String model;
  private @Nullable Usage usage;
  private long bytes;
  private long events;
  private long eventBegan;
  private long shortestEvent = Long.MAX_VALUE;

  /**
   * @param eventStream whether it is one of events (WHATWG HTML, section 9.2), a line each
   */
  AnswerMeter(boolean eventStream) {
    this.eventStream = eventStream;
  }

  /** What came next. */
  void read(byte[] buffer, int count) {
    int i = 0;
    while (i < count) {
      if (state == State.BETWEEN) {
        i = nextQuote(buffer, i, count);
      } else {
        step(buffer[i]);
        previous = buffer[i++];
      }
    }
    bytes += count;
  }

  /** Most of an answer is passed here, so nothing else is looked at. */
  private int nextQuote(byte[] buffer, int from, int count) {
    byte last = previous;
    for (int i = from; i < count; i++) {
      byte b = buffer[i];
      if (b == '"' && last != '\\' && (i + 1 == count || mayBegin(buffer[i + 1]))) {
        state = State.NAME;
        length = 0;
        previous = b;
        return i + 1;
      }
      if (b == '\n' && eventStream) {
        line(bytes + i + 1);
      }
      last = b;
    }
    previous = last;
    return count;
  }

  /** Whether a name that is looked for begins so. */
  private boolean mayBegin(byte b) {
    return b == 'u' || (b == 'm' && model == null);
  }

  private void step(byte b) {
    switch (state) {
      case BETWEEN -> throw new IllegalStateException("Nothing to step through");
      case NAME -> name(b);
      case COLON -> afterName(b);
      case VALUE -> beginValue(b);
      case TEXT -> text(b);
      case OBJECT -> object(b);
    }
  }

  private void name(byte b) {
    if (b == '"' && previous != '\\') {
      name = wanted();
      // What is none may be followed by one: its end may be a beginning.
      state = !name.isEmpty() ? State.COLON : State.NAME;
      length = 0;
    } else if (length == LONGEST_NAME || !isLetter(b)) {
      state = State.BETWEEN;
    } else {
      kept[length++] = b;
    }
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || b == 'M';
  }

  private String wanted() {
    String found = new String(kept, 0, length, StandardCharsets.US_ASCII);
    return found.equals(MODEL) || found.equals(USAGE) || found.equals(METADATA) ? found : NONE;
  }

  private void afterName(byte b) {
    if (b == ':') {
      state = State.VALUE;
    } else if (!isSpace(b)) {
      state = b == '"' ? State.NAME : State.BETWEEN;
    }
  }

  private void beginValue(byte b) {
    if (isSpace(b)) {
      return;
    }
    length = 0;
    depth = 0;
    inText = false;
    escaped = false;
    if (b == '"' && name.equals(MODEL) && model == null) {
      state = State.TEXT;
    } else if (b == '{' && !name.equals(MODEL)) {
      state = State.OBJECT;
      object(b);
    } else {
      state = b == '"' ? State.NAME : State.BETWEEN;
    }
  }

  private void text(byte b) {
    if (b == '"' && previous != '\\') {
      model = new String(kept, 0, length, StandardCharsets.UTF_8);
      state = State.BETWEEN;
    } else {
      keep(b);
    }
  }

  private void object(byte b) {
    keep(b);
    if (escaped) {
      escaped = false;
    } else if (b == '"') {
      inText = !inText;
    } else if (inText) {
      escaped = b == '\\';
    } else {
      depth += b == '{' ? 1 : b == '}' ? -1 : 0;
    }
    if (depth == 0 && state == State.OBJECT) {
      counted(kept, length);
      state = State.BETWEEN;
    }
  }

  private void keep(byte b) {
    if (length == kept.length) {
      state = State.BETWEEN;
    } else {
      kept[length++] = b;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private void line(long end) {
    long size = end - eventBegan;
    eventBegan = end;
    if (size > 2) {
      events++;
      shortestEvent = size > SHORTEST_EVENT ? Math.min(shortestEvent, size) : shortestEvent;
    }
  }

  private void counted(byte[] json, int end) {
    try {
      JsonNode found = Json.mapper().readTree(json, 0, end);
      Usage next = name.equals(METADATA) ? geminis(found) : others(found);
      usage = usage == null ? next : largest(usage, next);
    } catch (JsonProcessingException e) {
      return; // It is no usage.
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory doesn't fail", e);
    }
  }

  private static Usage geminis(JsonNode it) {
    return new Usage(
        count(it, "promptTokenCount") + count(it, "toolUsePromptTokenCount"),
        count(it, "candidatesTokenCount") + count(it, "thoughtsTokenCount"),
        count(it, "cachedContentTokenCount"),
        count(it, "thoughtsTokenCount"));
  }

  /**
   * Anthropic counts what its cache takes apart, and says so; for OpenAI it is part of the input.
   */
  private static Usage others(JsonNode it) {
    long cached = count(it, "cache_read_input_tokens");
    long written = count(it, "cache_creation_input_tokens");
    long input = Math.max(count(it, "prompt_tokens"), count(it, "input_tokens"));
    JsonNode in =
        it.has("prompt_tokens_details")
            ? it.get("prompt_tokens_details")
            : it.path("input_tokens_details");
    JsonNode out =
        it.has("completion_tokens_details")
            ? it.get("completion_tokens_details")
            : it.path("output_tokens_details");
    return new Usage(
        input + cached + written,
        Math.max(count(it, "completion_tokens"), count(it, "output_tokens")),
        cached + count(in, "cached_tokens"),
        count(out, "reasoning_tokens"),
        written);
  }

  private static long count(JsonNode of, String key) {
    return Math.max(0, of.path(key).asLong());
  }

  private static Usage largest(Usage one, Usage other) {
    return new Usage(
        Math.max(one.inputTokens(), other.inputTokens()),
        Math.max(one.outputTokens(), other.outputTokens()),
        Math.max(one.cachedInputTokens(), other.cachedInputTokens()),
        Math.max(one.reasoningTokens(), other.reasoningTokens()),
        Math.max(one.cacheWriteTokens(), other.cacheWriteTokens()));
  }

  /** The model that says it has answered; null where none does. */
  @Nullable String model() {
    return model;
  }

  /**
   * The tokens of the call.
   *
   * @param complete whether the answer came to its end; what was cut off is estimated
   * @param requestBytes what the input is estimated from where the answer doesn't say
   */
  Usage usage(boolean complete, long requestBytes) {
    Usage estimate = new Usage(tokens(requestBytes), answerTokens(), 0, 0);
    Usage found = usage;
    if (found == null) {
      return estimate;
    }
    return complete
        ? found
        : new Usage(
            found.inputTokens(),
            Math.max(found.outputTokens(), estimate.outputTokens()),
            found.cachedInputTokens(),
            found.reasoningTokens(),
            found.cacheWriteTokens());
  }

  /** Four bytes a token. Of an event only what is longer than the shortest is text. */
  private long answerTokens() {
    long frames = shortestEvent == Long.MAX_VALUE ? 0 : events * shortestEvent;
    return Math.max(events, tokens(Math.max(0, bytes - frames)));
  }

  /** How many tokens so many bytes may be. */
  static long tokens(long bytes) {
    return (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
  }
}
