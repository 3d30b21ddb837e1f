package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.SmallDisk;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk that is full, for the journal and its projections. */
@Timeout(120)
@RequiresTool({"mount", "umount"})
final class FullDiskTest {
  private static final SessionId SESSION = new SessionId("s");
  private static final int ROUNDS = 60;

  private final List<Event> acknowledged = new ArrayList<>();
  private int refused;
  private int unanswered;

  private static NewEvent says(String text) {
    return new NewEvent(SESSION, null, "user", new EventPayload.UserMessage(Message.user(text)));
  }

  private void append(SqliteJournal journal, String text) {
    try {
      acknowledged.addAll(journal.append(List.of(says(text), says(text))));
    } catch (JournalException e) {
      assertEquals(Kind.FULL, e.kind(), e.getMessage());
      refused++;
    }
  }

  private void ask(SqliteJournal journal) {
    try {
      assertEquals(acknowledged.size(), journal.projections().messages(SESSION, 0, 10_000).size());
    } catch (JournalException e) {
      assertEquals(Kind.FULL, e.kind(), e.getMessage());
      unanswered++;
    }
  }

  @Test
  void whatIsRefusedIsNowhereAndTheRestGoesOnWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(10)) {
      Path file = disk.folder().resolve("journal.db");
      try (SqliteJournal journal = SqliteJournal.open(file)) {
        append(journal, "one");
        ask(journal);
        Path filler = disk.fill();
        for (int i = 0; i < ROUNDS; i++) {
          // A little room now and then, which takes one or the other a step further.
          disk.leave(filler, i % 5 * 16_384);
          append(journal, "word" + i + " " + "y".repeat(i % 7 * 4000));
          ask(journal);
        }
        assertTrue(
            refused > 0 && unanswered > 0, refused + " refused, " + unanswered + " not told");
        assertThrows(
            JournalException.class, () -> journal.append(List.of(says("z".repeat(400_000)))));
        assertTrue(!journal.backup("copy").problems().isEmpty());
        Files.delete(filler);
        append(journal, "after");
        assertEquals(acknowledged, journal.readAll(0, Integer.MAX_VALUE));
        assertEquals(
            acknowledged.size(), journal.projections().messages(SESSION, 0, 10_000).size());
        assertEquals(List.of(), journal.check().problems());
        assertEquals(List.of(), journal.backup("copy").problems());
      }
      try (SqliteJournal journal = SqliteJournal.open(file)) {
        assertEquals(acknowledged, journal.readAll(0, Integer.MAX_VALUE));
        assertEquals(2, journal.projections().search("after", 10).size());
      }
    }
  }
}
