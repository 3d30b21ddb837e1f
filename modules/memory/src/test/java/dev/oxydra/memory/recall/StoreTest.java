package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.memory.recall.Passage.Line;
import dev.oxydra.memory.recall.Passage.NoteFacts;
import dev.oxydra.testing.Await;
import dev.oxydra.types.MemoryEvent.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of the index. */
@Timeout(60)
final class StoreTest {
  @TempDir Path folder;

  private static Unit note(int i) {
    Place place = Place.ofNote("note-" + i);
    Line line = new Line(Line.NOTE, "what number " + i + " says");
    return new Unit(
        place,
        List.of(new Passage(place, 0, line, "user", Instant.EPOCH, List.of(), NoteFacts.NONE)));
  }

  /** As of a turn that was cancelled while it searched. */
  @Test
  void anInterruptedSearchLeavesTheIndexOpen() throws Exception {
    try (Store store = Store.open(folder)) {
      store.replace(note(1));
      store.show();
      store.commit();
      IndexSearcher searcher = store.acquire();
      store.replace(note(1));
      store.show();
      store.commit();
      Thread.currentThread().interrupt();
      store.release(searcher);
      assertTrue(Thread.interrupted());
      store.replace(note(2));
      store.commit();
    }
  }

  /** What is being merged just then is passed over by a merge of what has deletions. */
  @Test
  void expungingWaitsForMergesThatRun() throws Exception {
    try (Store store = Store.open(folder)) {
      for (int round = 0; round < 10; round++) {
        for (int segment = 0; segment < 4; segment++) {
          for (int i = 0; i < 40; i++) {
            store.replace(note(i + 10 * segment));
          }
          store.show();
        }
        store.delete(new TermQuery(new Term(Documents.UNIT, note(1).key())));
        store.expunge();
        try (Directory directory = FSDirectory.open(folder);
            DirectoryReader reader = DirectoryReader.open(directory)) {
          assertEquals(0, reader.numDeletedDocs(), "in round " + round);
        }
      }
    }
  }

  @Test
  void segmentsAreJoinedAndStayJoined() throws Exception {
    int notes = 9;
    try (Store store = Store.open(folder)) {
      for (int i = 0; i < notes; i++) {
        store.replace(note(i));
        store.show();
      }
      store.join();
      Await.until("the end of joining", Duration.ofSeconds(30), () -> !store.isMerging());
      store.show();
      assertTrue(store.segments() <= 2, () -> "segments are left");
      assertEquals(notes, store.all(MatchAllDocsQuery.INSTANCE).size());
      store.commit();
    }
    try (Store store = Store.open(folder)) {
      assertFalse(store.isScattered());
      assertEquals(notes, store.all(MatchAllDocsQuery.INSTANCE).size());
    }
  }
}
