package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A way to one server, for JSON-RPC 2.0 messages in both directions. */
interface Wire extends AutoCloseable {
  /** The longest message that is read: what is longer ends the connection. */
  int LONGEST_MESSAGE = 16 << 20;

  /** Opens one. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it.
     *
     * @param receiver is told of everything that comes, from other threads
     * @throws IOException when there is no way; the message says why
     */
    Wire open(Receiver receiver) throws IOException, InterruptedException;
  }

  /** Takes what comes. */
  interface Receiver {
    /** A message, or several in an array. */
    void message(JsonNode message);

    /** Something that is no message, as text. */
    void noise(String text);

    /** There will be no answer to a request. */
    void failed(long id, McpException why);

    /** The way has ended. */
    void ended(String why);
  }

  /** Sends a message without waiting for it to arrive. */
  void send(ObjectNode message) throws McpException;

  /** Nobody waits for the answer to a request any more. */
  void forget(long id);

  /** From now on this version of the protocol is spoken. */
  void agreed(String version);

  @Override
  void close();
}
