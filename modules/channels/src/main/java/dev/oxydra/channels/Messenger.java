package dev.oxydra.channels;

import java.time.Duration;
import java.util.List;

/**
 * What a channel's platform can do with messages. Methods block until the platform has answered,
 * and don't try again: who calls them does. Safe for use by any thread.
 */
public interface Messenger {
  Capabilities capabilities();

  /**
   * Cuts a text so that each piece can be sent as a message of its own.
   *
   * @param markdown CommonMark; it may end in the middle of something
   * @return one or more, none of them blank, unless the text is
   */
  List<String> pieces(String markdown);

  /**
   * Sends a message.
   *
   * @return the platform's id of it
   * @throws ChannelException when it wasn't sent, or nobody knows
   */
  String send(String address, Outgoing message);

  /**
   * Changes a message that was sent; one that is like that already is left alone.
   *
   * @throws ChannelException when it wasn't changed, or nobody knows
   */
  void edit(String address, String messageId, Outgoing message);

  /** How long to wait between two changes of a message, so as not to be slowed down. */
  Duration pace(String address);

  /** Shows for some seconds that something is being done, if it can. */
  void working(String address);

  /**
   * Answers the press of a button, with a note that goes away by itself, if it can.
   *
   * @param pressId which press, see {@link Incoming.Pressed}
   */
  void acknowledge(String pressId, String note);
}
