package dev.oxydra.gateway;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a session's messages, oldest first.
 *
 * @param nextAfterSeq where the next page begins
 * @param hasMore whether there is one now
 */
record MessagePage(
    SessionId sessionId, List<Written> messages, long nextAfterSeq, boolean hasMore) {
  private static final int EVENTS = 100;

  /** A page ends when its texts are longer than this together, in characters. */
  private static final long MAX_CHARS = 4 << 20;

  /**
   * A message.
   *
   * @param content its text; null where it has none
   * @param attachments its files; null where it has none
   */
  record Written(
      long seq,
      Instant ts,
      @Nullable TurnId turnId,
      Role role,
      @Nullable String content,
      @Nullable List<FileNote> attachments) {
    private static Written of(Event event, Message message) {
      List<FileNote> files =
          message.parts(Attachment.class).stream()
              .map(file -> new FileNote(file.mimeType(), file.data().length))
              .toList();
      boolean hasText = !message.parts(Content.Text.class).isEmpty();
      return new Written(
          event.seq(),
          event.ts(),
          event.turnId(),
          message.role(),
          hasText ? message.text() : null,
          files.isEmpty() ? null : files);
    }
  }

  /**
   * That a file was there.
   *
   * @param bytes how long it is
   */
  record FileNote(String mimeType, long bytes) {}

  /**
   * Reads a page.
   *
   * @param afterSeq 0 for the first
   * @param limit how many messages at most
   */
  static MessagePage read(Journal journal, SessionId session, long afterSeq, int limit) {
    List<Written> messages = new ArrayList<>();
    long cursor = afterSeq;
    long chars = 0;
    while (true) {
      List<Event> events = journal.read(session, cursor, EVENTS);
      for (Event event : events) {
        Message message = message(event.payload());
        if (message != null && (messages.size() == limit || chars > MAX_CHARS)) {
          return new MessagePage(session, messages, cursor, true);
        }
        cursor = event.seq();
        if (message != null) {
          messages.add(Written.of(event, message));
          chars += message.text().length();
        }
      }
      if (events.size() < EVENTS) {
        return new MessagePage(session, messages, cursor, false);
      }
    }
  }

  private static @Nullable Message message(EventPayload payload) {
    return switch (payload) {
      case EventPayload.UserMessage user -> user.message();
      case EventPayload.AssistantMessage assistant -> assistant.message();
      default -> null;
    };
  }
}
