package dev.oxydra.channels;

import dev.oxydra.types.Attachment;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came in from somebody. */
public sealed interface Incoming {
  /** Where: a chat or a part of one, as the channel writes it. */
  String address();

  Person sender();

  /**
   * Who it is from.
   *
   * @param id that nobody else can take; names are not looked at
   * @param name what they call themselves
   */
  record Person(String id, String name) {
    public Person {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * A message.
   *
   * @param key the same when the same message comes in again: printable ASCII, at most 100
   *     characters
   * @param title what the chat is called
   * @param text without what the message is addressed with; may be empty where there are files
   * @param quote what it answers or quotes; null for nothing
   * @param problems what could not be taken, for the sender; empty for nothing
   */
  record Said(
      String address,
      Person sender,
      String key,
      String title,
      String text,
      List<Attachment> files,
      @Nullable String quote,
      List<String> problems)
      implements Incoming {
    public Said {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(sender, "sender");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(title, "title");
      Objects.requireNonNull(text, "text");
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  /**
   * A message has another text now.
   *
   * @param key of the message
   */
  record Edited(String address, Person sender, String key, String text) implements Incoming {
    public Edited {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(sender, "sender");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * A button was pressed.
   *
   * @param data the button's
   * @param pressId for {@link Messenger#acknowledge}
   */
  record Pressed(String address, Person sender, String data, String pressId) implements Incoming {
    public Pressed {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(sender, "sender");
      Objects.requireNonNull(data, "data");
      Objects.requireNonNull(pressId, "press_id");
    }
  }
}
