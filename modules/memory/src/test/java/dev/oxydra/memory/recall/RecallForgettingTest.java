package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.memory.recall.RecallIndex.Erased;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.Message;
import dev.oxydra.types.NoteEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out, and that nothing of it stays in any file. */
@Timeout(60)
final class RecallForgettingTest {
  @TempDir Path folder;

  /** Whoever has it keeps new vectors from being made: files that change can't be looked at. */
  private final ReentrantLock still = new ReentrantLock();

  private EditedJournal journal;
  private Remembered memory;

  @BeforeEach
  void open() {
    journal = new EditedJournal();
    memory = Remembered.in(folder, journal, stoppable(), Remembered.PLAIN);
    for (int i = 0; i < 40; i++) {
      memory.says("Something else, number " + i);
    }
  }

  @AfterEach
  void close() {
    if (still.isHeldByCurrentThread()) {
      still.unlock();
    }
    memory.close();
  }

  private Embedder stoppable() {
    Embedder hashing = new HashingEmbedder();
    return new Embedder() {
      @Override
      public String model() {
        return hashing.model();
      }

      @Override
      public List<float[]> embed(Purpose purpose, List<String> texts) throws InterruptedException {
        still.lockInterruptibly();
        try {
          return hashing.embed(purpose, texts);
        } finally {
          still.unlock();
        }
      }

      @Override
      public void close() {
        hashing.close();
      }
    };
  }

  private void forget(long seq) {
    journal.edit(seq, new EventPayload.UserMessage(Message.user(MemoryEvent.FORGOTTEN)));
  }

  /** What the files say, and not only what searches see. */
  private void assertNowhere(String word) throws IOException {
    assertTrue(still.isHeldByCurrentThread());
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      assertEquals(0, reader.numDeletedDocs());
      for (LeafReaderContext leaf : reader.leaves()) {
        for (String field : List.of(Documents.TEXT, Documents.CONTEXT, Documents.PLAIN)) {
          Terms terms = leaf.reader().terms(field);
          assertFalse(terms != null && terms.iterator().seekExact(new BytesRef(word)), field);
        }
      }
      for (int i = 0; i < reader.maxDoc(); i++) {
        assertFalse(reader.storedFields().document(i).toString().contains(word));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(word), file.toString());
      }
    }
    still.unlock();
  }

  private void assertNotFound(String word, String... when) throws InterruptedException {
    assertTrue(
        memory.found(word).stream().noneMatch(text -> text.contains(word)),
        List.of(when)::toString);
  }

  @Test
  void aMessageIsForgottenWithTheContextThatItWas() throws Exception {
    long secret = memory.says("The zanzibar account has the number 12345");
    memory.answers(null, "Noted");
    memory.dump();
    still.lock();
    forget(secret);
    Erased erased = memory.index().erased(memory.forgets(List.of(), List.of(secret)));
    assertEquals(new Erased(1, 1), erased);
    assertNowhere("zanzibar");
    assertNotFound("zanzibar account");
    assertEquals("Noted", memory.found("noted").getFirst());
    assertEquals(41, memory.index().status().vectors(), "others keep theirs, or get one");
    memory.dumpBothWays();
  }

  @Test
  void aNoteIsForgottenWithTheMessagesItCameFrom() throws Exception {
    long said = memory.says("Please remember that my locker is number quintillion");
    memory.says("And now to something else");
    memory.notes("n", "The locker is number quintillion", "locker");
    memory.dump();
    still.lock();
    long deleted = memory.notes(new NoteEvent.Deleted("n", List.of(said)));
    assertEquals(new Erased(2, 2), memory.index().erased(deleted));
    assertNowhere("quintillion");
    assertNotFound("locker");
    memory.dumpBothWays();
    assertNotFound("locker", "not after a rebuild either");
    memory.says("The third message makes the index look at the session again");
    long other = memory.says("which forgets this");
    forget(other);
    memory.index().erased(memory.forgets(List.of(), List.of(other)));
    assertNotFound("locker", "nor after another deletion");
    memory.dumpBothWays();
  }

  @Test
  void aSessionThatIsDeletedLeavesNothing() throws Exception {
    memory.says("The zanzibar account");
    memory.dump();
    still.lock();
    Erased erased =
        memory.index().erased(memory.journal().delete(Remembered.SESSION, "user").seq());
    assertEquals(new Erased(41, 41), erased);
    assertNowhere("zanzibar");
    assertEquals(0, memory.index().status().passages());
  }

  /** Else it would depend on when the index was built. */
  @Test
  void whatRepeatedSomethingForgottenIsLookedAtAgain() throws Exception {
    memory.notes("n", "The boat is called Argo");
    memory.recalls("t", Place.ofNote("n"));
    long echo = memory.answers("t", "The boat is called Argo");
    memory.dumpBothWays();
    still.lock();
    journal.edit(echo - 2, new NoteEvent.Saved("n", MemoryEvent.FORGOTTEN, List.of(), null));
    memory.index().erased(memory.notes(new NoteEvent.Deleted("n", List.of(echo))));
    assertNowhere("argo");
    memory.dumpBothWays();
    assertNotFound("boat");
  }
}
