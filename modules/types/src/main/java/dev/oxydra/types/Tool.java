package dev.oxydra.types;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A typed call that a model can make. Implementations are safe for use by several turns at once.
 */
public interface Tool {
  ToolSpec spec();

  /**
   * Runs it on the calling thread.
   *
   * @param arguments as the model sent them; what doesn't fit the schema is a failed output that
   *     names the place by JSON pointer
   * @throws InterruptedException when the turn is cancelled; whatever it started has ended by then
   */
  ToolOutput run(JsonNode arguments, ToolContext context) throws InterruptedException;
}
