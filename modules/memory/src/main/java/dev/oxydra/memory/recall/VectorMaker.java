package dev.oxydra.memory.recall;

import dev.oxydra.types.EmbedderException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives vectors to passages that have none of the present model, the newest first. */
final class VectorMaker {
  private static final Logger LOG = LoggerFactory.getLogger(VectorMaker.class);

  /** A batch's texts, if each passage has two. */
  private static final int AT_ONCE = 32;

  /** To find them takes as long as it takes to look at all that have none. */
  private static final int LOOKED_UP = 1024;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final Embeddings embeddings;
  private final Indexer indexer;
  private final Progress progress;
  private Duration pause = FIRST_PAUSE;
  private volatile @Nullable String problem;

  VectorMaker(Embeddings embeddings, Indexer indexer, Progress progress) {
    this.embeddings = embeddings;
    this.indexer = indexer;
    this.progress = progress;
  }

  /** Why there are no new vectors; null where there is no reason. */
  @Nullable String problem() {
    return problem;
  }

  /** Works until the index is closed, or the thread is interrupted. */
  void run() {
    try {
      while (!progress.isClosing()) {
        step();
      }
    } catch (InterruptedException e) {
      LOG.debug("No more vectors are made", e);
    }
  }

  private void step() throws InterruptedException {
    try {
      long shown = progress.shownNow();
      if (indexer.store() == null) {
        progress.awaitShown(shown, LONGEST_PAUSE);
        return;
      }
      List<Passage> found = missing();
      if (found.isEmpty()) {
        progress.embedded(shown);
        progress.awaitShown(shown, LONGEST_PAUSE);
        return;
      }
      for (int from = 0; from < found.size() && !progress.isClosing(); from += AT_ONCE) {
        List<Passage> batch = found.subList(from, Math.min(found.size(), from + AT_ONCE));
        indexer.add(embeddings.of(batch));
        problem = null;
        pause = FIRST_PAUSE;
      }
      progress.awaitCaughtUp(LONGEST_PAUSE);
    } catch (EmbedderException e) {
      failed(Objects.requireNonNullElse(e.getMessage(), "it failed"), e.isRetryable(), e);
    } catch (IOException | RuntimeException e) {
      // Of the index, whose own thread will meet it too.
      failed("The index can't be read", true, e);
    }
  }

  private void failed(String reason, boolean isRetryable, Exception failure)
      throws InterruptedException {
    if (problem == null) {
      LOG.warn("Memory is searched by words alone where there is no vector yet", failure);
    }
    problem = reason;
    progress.pause(isRetryable ? pause : LONGEST_PAUSE);
    pause = Backoff.next(pause, LONGEST_PAUSE);
  }

  private List<Passage> missing() throws IOException {
    Store store = indexer.store();
    if (store == null) {
      return List.of();
    }
    Sort newest = new Sort(new SortedNumericSortField(Documents.AT, SortField.Type.LONG, true));
    return store.read(searcher -> {
      ScoreDoc[] hits = searcher.search(without(embeddings.model()), LOOKED_UP, newest).scoreDocs;
      Passage[] passages = new Passage[hits.length];
      for (int i = 0; i < hits.length; i++) {
        passages[i] = Documents.passage(searcher.storedFields().document(hits[i].doc));
      }
      return List.of(passages);
    });
  }

  /** The passages without a vector of a model. */
  static Query without(String model) {
    return new BooleanQuery.Builder()
        .add(new TermQuery(new Term(Documents.KIND, Documents.ECHO)), Occur.MUST_NOT)
        .add(new TermQuery(new Term(Documents.MODEL, model)), Occur.MUST_NOT)
        .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
        .build();
  }
}
