package dev.oxydra.types;

import java.util.function.Consumer;

/** What a guest gives a channel that is not the gateway itself. */
public interface ChannelHost {
  /** Whose guest it is. */
  UserId user();

  /** Where the channel keeps its {@link ChannelEvent}s. */
  Journal journal();

  /** The bytes of files that tools show to the user. */
  FileSource files();

  /**
   * Opens a connection of the gateway protocol, in the process: what is sent and received is what a
   * WebSocket client would send and receive, {@code hello} first.
   *
   * @param channel the channel's name: the origin of sessions that it makes, and who answers
   *     questions
   * @param frames is called with what the gateway sends, in order, by one thread at a time; it must
   *     not block
   * @param onEnd is called once, when the connection has ended
   */
  Link connect(String channel, Consumer<ServerFrame> frames, Runnable onEnd);

  /** A connection. Safe for use by any thread. */
  interface Link extends AutoCloseable {
    /** Sends a frame; after the end of the connection that does nothing. */
    void send(ClientFrame frame);

    @Override
    void close();
  }
}
