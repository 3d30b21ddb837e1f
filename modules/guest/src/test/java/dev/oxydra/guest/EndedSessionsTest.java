package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class EndedSessionsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Set<SessionId> ended = ConcurrentHashMap.newKeySet();
  private final InMemoryJournal journal = new InMemoryJournal();

  private void append(SessionId session, EventPayload payload) {
    journal.append(List.of(new NewEvent(session, null, "user", payload)));
  }

  @Test
  void thoseThatAreArchivedOrDeletedHaveEndedAndNoOthers() {
    SessionId restored = SessionId.create();
    SessionId archived = SessionId.create();
    SessionId deleted = SessionId.create();
    try (var _ = journal.listen(new EndedSessions(ended::add))) {
      append(restored, new EventPayload.SessionArchived(false));
      append(archived, new EventPayload.SessionArchived(true));
      append(deleted, new EventPayload.SessionDeleted(3));
      Await.until("both", LONG, () -> ended.size() >= 2);
    }
    assertEquals(Set.of(archived, deleted), ended);
  }
}
