package dev.oxydra.testing;

import java.util.List;
import java.util.Objects;

/** A channel, seen from the other side: what people do there, and what they see. */
public interface ChannelUnderTest extends AutoCloseable {
  /** One of some chats, from 1, as the channel writes it. */
  String address(int number);

  /** Somebody who may writes something. */
  void say(String address, String text);

  /** Somebody who may not writes something. */
  void sayAsStranger(String address, String text);

  /** The last message comes in once more, as from a platform that was not told that it arrived. */
  void repeat();

  /** Somebody who may presses the button with this label, on the last message that has it. */
  void press(String address, String label);

  /** The messages of the channel in a chat, as they are now, the oldest first. */
  List<Shown> shown(String address);

  /** Ends the channel and starts it anew, with the same journal. */
  void restart() throws Exception;

  @Override
  void close();

  /**
   * A message.
   *
   * @param text without marks
   * @param buttons their labels
   * @param file the name of what was sent; empty for none
   */
  record Shown(String text, List<String> buttons, String file) {
    public Shown {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(file, "file");
      buttons = List.copyOf(buttons);
    }
  }
}
