package dev.oxydra.memory.recall;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import org.jspecify.annotations.Nullable;

/** The events that say something which can be found. */
final class Said {
  static final String USER = "user";
  static final String ASSISTANT = "assistant";

  private Said() {}

  /**
   * Who speaks in an event; null in one that says nothing, that was forgotten, or that is a fork's
   * copy of one that is found where it was first said.
   */
  static @Nullable String speaker(Event event) {
    if (event.parent() != null || text(event.payload()).isEmpty()) {
      return null;
    }
    return event.payload() instanceof EventPayload.UserMessage ? USER : ASSISTANT;
  }

  /** What a message says; empty for what is none, or was forgotten. */
  static String text(EventPayload payload) {
    return switch (payload) {
      case EventPayload.UserMessage(Message message) -> known(message.text());
      case EventPayload.AssistantMessage answer -> known(answer.message().text());
      default -> "";
    };
  }

  /** A text that wasn't forgotten, as it can be kept: a half of a pair of surrogates can't. */
  static String known(String text) {
    String stripped = text.strip();
    return stripped.equals(MemoryEvent.FORGOTTEN) ? "" : replaced(stripped);
  }

  /** Without lone surrogates: there is no UTF-8 for them. */
  static String replaced(String text) {
    StringBuilder changed = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 < text.length()
            && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          i++;
        } else {
          changed = changed == null ? new StringBuilder(text) : changed;
          changed.setCharAt(i, '\ufffd');
        }
      }
    }
    return changed == null ? text : changed.toString();
  }
}
