package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RecallIndexTest {
  @TempDir Path folder;

  @Test
  void findsWhatWasSaid() throws Exception {
    try (InMemoryJournal journal = new InMemoryJournal();
        RecallIndex index =
            RecallIndex.open(folder, journal, Embedder.NONE, MemoryConfig.Search.defaults())) {
      journal.append(
          List.of(
              new NewEvent(
                  new SessionId("s"),
                  null,
                  "user",
                  new EventPayload.UserMessage(Message.user("The red fox lives in Bern")))));
      Found found = index.search(Query.of("Where do foxes live?", 3));
      assertNull(found.notice());
      assertEquals(
          List.of("The red fox lives in Bern"), found.items().stream().map(i -> i.text()).toList());
    }
  }
}
