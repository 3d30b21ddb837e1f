package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations from elsewhere keep their times. */
final class ImportTest {
  private static final SessionId SESSION = new SessionId("old");
  private static final EventPayload.SessionCreated CREATED =
      new EventPayload.SessionCreated("default", "Holiday", "import", null);
  private static final Instant THEN = Instant.parse("2023-05-08T13:56:00Z");

  @TempDir private Path folder;

  @Test
  void aSessionIsThereAsItWas() {
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("journal.db"))) {
      journal.importSession(
          SESSION,
          CREATED,
          List.of(
              new Imported(Role.USER, "Where to?", THEN),
              new Imported(Role.ASSISTANT, "To Lisbon", THEN.plusSeconds(5))));

      SessionInfo info = journal.projections().session(SESSION).orElseThrow();
      assertEquals(THEN, info.createdAt());
      assertEquals(THEN.plusSeconds(5), info.lastActiveAt());
      assertEquals("Holiday", info.displayName());
      assertEquals(
          List.of("USER Where to? " + THEN, "ASSISTANT To Lisbon " + THEN.plusSeconds(5)),
          journal.projections().messages(SESSION, 0, 10).stream().map(ImportTest::line).toList());
      assertEquals(1, journal.projections().search("Lisbon", 5).size());
    }
  }

  private static String line(MessageNode message) {
    return message.role() + " " + message.text() + " " + message.ts();
  }

  @Test
  void nothingIsAddedToASessionThatIsThere() {
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("journal.db"))) {
      journal.importSession(SESSION, CREATED, List.of(new Imported(Role.USER, "a", THEN)));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              journal.importSession(SESSION, CREATED, List.of(new Imported(Role.USER, "b", THEN))));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              journal.importSession(
                  new SessionId("tool"), CREATED, List.of(new Imported(Role.TOOL, "b", THEN))));
      assertEquals(1, journal.projections().messages(SESSION, 0, 10).size());
      assertEquals(1, journal.sessions().size());
    }
  }
}
