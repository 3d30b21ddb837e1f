package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SentFiles;
import dev.oxydra.types.SessionId;
import java.util.List;

/** What a user has sent in a session, read from the journal when it is asked for. */
record UserFiles(Journal journal, SessionId session) implements SentFiles {
  /** Small: events of messages hold their files. */
  private static final int PAGE = 50;

  @Override
  public List<Attachment> of(int back) {
    int left = back;
    long before = Long.MAX_VALUE;
    List<Event> page;
    do {
      page = journal.readBefore(session, before, PAGE);
      for (Event event : page.reversed()) {
        List<Attachment> files = files(event.payload());
        if (!files.isEmpty() && left-- == 0) {
          return files;
        }
        before = event.seq();
      }
    } while (page.size() == PAGE);
    return List.of();
  }

  private static List<Attachment> files(EventPayload payload) {
    return payload instanceof EventPayload.UserMessage said
        ? said.message().parts(Attachment.class)
        : List.of();
  }
}
