package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RandomEvents;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.Message;
import dev.oxydra.types.SessionId;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of the journal is in the index, and as what. */
@Timeout(120)
final class RecallProjectionTest {
  @TempDir Path folder;

  @Test
  void takesWhatPeopleAndAgentsSaid() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("apple of the user");
      memory.answers("t", "apple of the assistant");
      memory.append(
          Remembered.SESSION,
          "t",
          new EventPayload.AssistantMessage(
              Message.assistant("apple that was cut o"), FinishReason.STOP, true));
      memory.toolSays("t", "file_read", "apple of a tool");
      memory.append(Remembered.SESSION, "t", new EventPayload.SummaryWritten("apple summed up", 2));
      memory.append(
          Remembered.SESSION, "t", new EventPayload.TurnSubmitted("apple of a turn", List.of()));
      memory.says(" \n ");
      memory.says(MemoryEvent.FORGOTTEN);
      assertEquals(3, memory.found("apple").size());
      assertEquals(3, memory.dumpBothWays().size());
    }
  }

  @Test
  void anAnswerAfterWhatStrangersSaidIsTheirsToo() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.answers("t", "before plums");
      memory.toolSays("t", "web_fetch", "<untrusted source=\"web\">\nplums\n</untrusted>");
      memory.toolSays("t", "x", "<untrusted source=\"mcp:a,memory\">\nplums\n</untrusted>");
      memory.answers("t", "after plums");
      memory.says("my plums");
      memory.answers("other", "next plums");
      memory.answers(null, "no turn's plums");
      memory.dumpBothWays();
      for (Recalled found : memory.search("plums").items()) {
        String source =
            switch (found.text()) {
              case "my plums" -> "user";
              case "after plums" -> "assistant,mcp:a,web";
              default -> "assistant";
            };
        assertEquals(source, found.source(), found.text());
      }
    }
  }

  @Test
  void whatRepeatsWhatWasRecalledIsNotTakenAgain() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      long said = memory.says("The wifi password is swordfish and the printer is called Gutenberg");
      memory.notes("n", "Anna's birthday is on the fifth of May");
      memory.recalls("t1", Place.ofMessage(Remembered.SESSION, said), Place.ofNote("n"));
      memory.answers("t1", "Your wifi password is: swordfish.");
      memory.answers("t1", "Anna's birthday: fifth May!");
      memory.answers("t1", "Anna's birthday is in spring, when tulips and cherries are in bloom");
      memory.toolSays(
          "t2", "memory_search", "- 2026-01-01T00:00:00Z, user, note n: Anna's birthday is on May");
      memory.answers("t2", "Birthday of Anna: May");
      memory.answers("t3", "Your wifi password is: swordfish, nobody had recalled that");
      List<String> dump = memory.dumpBothWays();
      assertEquals(4, memory.index().status().passages(), String.join("\n", dump));
      assertFalse(memory.found("wifi password").contains("Your wifi password is: swordfish."));
      assertTrue(dump.stream().noneMatch(line -> line.contains("swordfish.")), "in a context");
    }
  }

  @Test
  void whatAForkCopiedIsFoundOnce() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("pears and grapes");
      long at = memory.answers(null, "pears are sweet");
      SessionId fork = new SessionId("fork");
      memory
          .journal()
          .fork(
              Remembered.SESSION,
              at,
              fork,
              new EventPayload.SessionCreated("a", null, "gateway", null));
      memory.says(fork, "pears in the fork");
      assertEquals(3, memory.found("pears").size());
      memory.dumpBothWays();
    }
  }

  @Test
  void aSessionThatIsDeletedIsGoneAndMayBeginAgain() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("cherries");
      memory.says(new SessionId("b"), "cherries too");
      memory.dump();
      long deleted = memory.journal().delete(Remembered.SESSION, "user").seq();
      memory.says("new cherries");
      assertEquals(1, memory.index().erased(deleted).passages());
      assertEquals(2, memory.found("cherries").size());
      memory.dumpBothWays();
    }
  }

  @Test
  void followsFromWhereItWas() throws Exception {
    EditedJournal journal = new EditedJournal();
    List<String> before;
    try (RecallIndex index = open(journal)) {
      Remembered memory = new Remembered(folder, journal, index);
      memory.says("one");
      memory.notes("n", "two");
      before = memory.dump();
    }
    Remembered closed = new Remembered(folder, journal, null);
    closed.says("three");
    closed.notes("m", "four");
    try (RecallIndex index = open(journal)) {
      Remembered memory = new Remembered(folder, journal, index);
      List<String> after = memory.dump();
      assertEquals(4, after.size());
      assertTrue(after.containsAll(before));
      assertFalse(index.status().isBuilding());
      memory.dumpBothWays();
    }
  }

  private RecallIndex open(EditedJournal journal) {
    return RecallIndex.open(folder, journal, Embedder.NONE, Remembered.PLAIN);
  }

  @Test
  void anotherJournalGetsAnotherIndex() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("of the first journal");
      memory.dump();
    }
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("of the second one");
      assertEquals(List.of("of the second one"), memory.found("journal one"));
    }
  }

  @Test
  void anyEventsInAnyOrderGiveWhatARebuildGives() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("Random events: seed " + seed);
    EditedJournal journal = new EditedJournal();
    RandomEvents events = new RandomEvents(seed, journal);
    RandomMemory memories = new RandomMemory(seed, journal);
    for (int round = 0; round < 6; round++) {
      // Closed now and then: what it knew in memory is looked up again.
      try (RecallIndex index = open(journal)) {
        for (int i = 0; i < 40; i++) {
          events.step();
          memories.step();
          if (i % 20 == 0) {
            index.search(Query.of("plan", 5));
          }
        }
        new Remembered(folder, journal, index).dumpBothWays();
      }
    }
  }
}
