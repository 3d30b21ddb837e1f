package dev.oxydra.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Completion;
import org.jspecify.annotations.Nullable;

/**
 * Reads one streamed answer of one protocol, event by event, and gives each new piece to the sink
 * that it was made with at once. What is not one of its events is passed over: protocols grow.
 */
public interface AnswerReader {
  /** What an event means for the stream. */
  enum Next {
    /** More is to come. */
    READ_ON,
    /** That was the last event: nothing after it is waited for. */
    END,
    /** The event says that the answer failed. */
    FAILED
  }

  /**
   * Takes one event.
   *
   * @param event its name; null where it has none
   * @param data its data, a JSON object
   * @throws MalformedAnswerException when it is not what the protocol allows
   */
  Next read(@Nullable String event, JsonNode data) throws MalformedAnswerException;

  /** Whether the answer is whole, though the stream may have more to tell, such as its usage. */
  boolean finished();

  /**
   * The whole answer.
   *
   * @throws MalformedAnswerException when it was cut off, or makes no sense
   */
  Completion complete() throws MalformedAnswerException;
}
