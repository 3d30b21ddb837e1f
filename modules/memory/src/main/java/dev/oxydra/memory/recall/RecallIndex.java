package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.Ranking.Ranked;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Recalled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds notes and passages of conversations, by words and by meaning. It follows the journal in the
 * background, and may be deleted at any time: then it is built anew. Its methods may be called by
 * any thread.
 */
public final class RecallIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecallIndex.class);

  /** How long a search waits for what was committed before it. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(1);

  /** As many passages as are given vectors at once say nothing of how far that is. */
  private static final int FEW = 32;

  private final MemoryConfig.Search settings;
  private final InstantSource clock;
  private final Embeddings embeddings;
  private final Progress progress = new Progress();
  private final Indexer indexer;
  private final VectorMaker maker;
  private final Journal.Subscription commits;
  private final Thread indexing;
  private final @Nullable Thread embedding;

  private RecallIndex(
      Path folder,
      Journal journal,
      Embedder embedder,
      MemoryConfig.Search settings,
      InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.embeddings = new Embeddings(embedder);
    this.indexer = new Indexer(folder, journal, progress, lock(folder));
    this.maker = new VectorMaker(embeddings, indexer, progress);
    this.commits = journal.listen(progress::committed);
    this.indexing = Thread.ofPlatform().daemon().name("recall-index").start(indexer::run);
    this.embedding =
        embeddings.areMade() ? Thread.ofVirtual().name("recall-vectors").start(maker::run) : null;
  }

  private static @Nullable IndexLock lock(Path folder) {
    try {
      return IndexLock.take(folder);
    } catch (IOException e) {
      LOG.debug("The index {} can't be had yet", folder, e);
      return null;
    }
  }

  /**
   * Opens an index, or begins one. What is damaged is deleted and built anew, in the background; a
   * folder that can't be read or written is tried again and again, and searches say so.
   *
   * @param folder for it alone
   * @param embedder who makes vectors; it is not closed
   * @throws RecallException when another process has it open
   */
  public static RecallIndex open(
      Path folder, Journal journal, Embedder embedder, MemoryConfig.Search settings) {
    return open(folder, journal, embedder, settings, InstantSource.system());
  }

  static RecallIndex open(
      Path folder,
      Journal journal,
      Embedder embedder,
      MemoryConfig.Search settings,
      InstantSource clock) {
    return new RecallIndex(folder.toAbsolutePath(), journal, embedder, settings, clock);
  }

  /**
   * Finds what fits a question best. Waits for what was committed before, up to a second; then it
   * answers from what there is, and the notice says so. A question that leaves out a session is one
   * of a turn, which nobody wants to wait: of conversation, the last half second may be missing.
   */
  public Found search(MemoryStore.Query question) throws InterruptedException {
    List<String> notices = new ArrayList<>();
    Embeddings.Question asked = embeddings.ask(Search.cut(question.text()), question.patience());
    boolean isCurrent = progress.awaitIndexed(CATCHING_UP, question.except() == null);
    addState(notices, isCurrent);
    List<Recalled> items = List.of();
    try {
      items = find(question, asked, notices);
    } catch (IOException | RuntimeException | InternalError e) {
      // An error of the machine's: a file that was mapped has become shorter.
      LOG.warn("The index of memory can't be searched", e);
      indexer.damaged(String.valueOf(e.getMessage()));
      notices.add("The index is damaged, and is built anew: ask again a little later");
    }
    return new Found(items, notices.isEmpty() ? null : String.join(". ", notices));
  }

  private void addState(List<String> notices, boolean isCurrent) {
    String problem = progress.problem();
    if (problem != null) {
      notices.add("The index can't be kept at present, so there may be more: " + problem);
    } else if (progress.isBuilding()) {
      notices.add("The index is being built, so there may be more");
    } else if (!isCurrent) {
      notices.add("What was said last is not in the index yet");
    }
  }

  private List<Recalled> find(
      MemoryStore.Query question, Embeddings.Question asked, List<String> notices)
      throws IOException, InterruptedException {
    Store store = indexer.store();
    if (store == null) {
      return List.of();
    }
    IndexSearcher searcher;
    try {
      searcher = store.acquire();
    } catch (AlreadyClosedException e) {
      LOG.debug("The index was just closed", e);
      return List.of();
    }
    try {
      return find(searcher, new Search(question), asked, notices);
    } finally {
      store.release(searcher);
    }
  }

  private List<Recalled> find(
      IndexSearcher searcher, Search search, Embeddings.Question asked, List<String> notices)
      throws IOException, InterruptedException {
    List<Integer> byWords = search.byWords(searcher);
    Vector vector = asked.await(notices);
    List<Integer> byMeaning = List.of();
    if (vector != null) {
      byMeaning = search.byMeaning(searcher, vector);
      addMissing(searcher, vector.model(), notices);
    }
    List<Ranked> ranked =
        new Ranking(settings, clock.instant())
            .rank(searcher, byWords, byMeaning, vector, search.topK());
    return recalled(ranked);
  }

  private void addMissing(IndexSearcher searcher, String model, List<String> notices)
      throws IOException {
    int missing = progress.isEmbedded() ? 0 : searcher.count(VectorMaker.without(model));
    String problem = maker.problem();
    if (missing > FEW || (missing > 0 && problem != null)) {
      notices.add(
          "%d of %d passages have no vector yet, and were found by words alone%s"
              .formatted(missing, passages(searcher), problem == null ? "" : ": " + problem));
    }
  }

  private static int passages(IndexSearcher searcher) throws IOException {
    return searcher.getIndexReader().numDocs()
        - searcher.count(new TermQuery(new Term(Documents.KIND, Documents.ECHO)));
  }

  private static List<Recalled> recalled(List<Ranked> ranked) {
    Set<String> notes =
        ranked.stream()
            .map(each -> each.passage().place().noteId())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return ranked.stream().map(each -> recalled(each, notes)).toList();
  }

  private static Recalled recalled(Ranked ranked, Set<String> notes) {
    Passage passage = ranked.passage();
    return new Recalled(
        passage.place(),
        passage.line().text(),
        passage.isNote() ? passage.note().session() : passage.place().sessionId(),
        passage.source(),
        passage.at(),
        passage.note().tags(),
        ranked.score(),
        passage.note().contradicts().stream().filter(notes::contains).toList());
  }

  /** Drops everything and builds it anew, in the background. */
  public void rebuild() {
    progress.wantRebuild();
  }

  /**
   * Waits until everything is in the index, with vectors where they are made.
   *
   * @return whether it is
   */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    return progress.awaitIdle(limit, embeddings.areMade());
  }

  /** How far it is. */
  public Status status() {
    Store store = indexer.store();
    int[] counts = new int[2];
    String problem = progress.problem();
    try {
      if (store != null) {
        counts =
            store.read(searcher -> {
              int passages = passages(searcher);
              int missing = searcher.count(VectorMaker.without(embeddings.model()));
              return new int[] {passages, passages - missing};
            });
      }
    } catch (IOException | RuntimeException e) {
      problem = Damage.reason(e);
    }
    return new Status(counts[0], counts[1], progress.seq(), progress.isBuilding(), problem);
  }

  /**
   * Waits until an event is in the index, and with it nothing any more of what it took out: neither
   * in what is found nor in the files.
   *
   * @param seq the place of a {@code note.deleted}, {@code memory.forgotten} or {@code
   *     session.deleted}
   * @throws RecallException when the index can't be changed
   */
  public Erased erased(long seq) throws InterruptedException {
    return progress.awaitErased(seq);
  }

  /**
   * All that is in it, a line each, in an order of its own.
   *
   * @throws RecallException when it can't be read
   */
  public List<String> dump() {
    Store store = indexer.store();
    if (store == null) {
      return List.of();
    }
    try {
      return store.all(MatchAllDocsQuery.INSTANCE).stream()
          .map(RecallIndex::line)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RecallException(
          RecallException.Kind.UNAVAILABLE, "The index can't be read: " + Damage.reason(e), e);
    }
  }

  private static String line(Document stored) {
    return Documents.isEcho(stored)
        ? "echo " + Documents.place(stored) + " " + Documents.echoes(stored)
        : "passage " + Documents.passage(stored) + " " + stored.get(Documents.MODEL);
  }

  @Override
  public void close() {
    commits.close();
    progress.close();
    if (embedding != null) {
      embedding.interrupt();
      Joined.join(embedding);
    }
    Joined.join(indexing);
  }

  /**
   * How far an index is.
   *
   * @param passages how many notes and passages are found
   * @param vectors how many of those have a vector of the present model
   * @param seq the event up to which the journal is in it
   * @param isBuilding whether it began with nothing and has not caught up yet
   * @param problem why it can't be kept at present; null for no reason
   */
  public record Status(
      int passages, int vectors, long seq, boolean isBuilding, @Nullable String problem) {}

  /**
   * What an event took out of the index.
   *
   * @param passages how many passages
   * @param vectors how many of those had a vector
   */
  public record Erased(int passages, int vectors) {
    static final Erased NOTHING = new Erased(0, 0);

    Erased plus(Erased other) {
      return new Erased(passages + other.passages, vectors + other.vectors);
    }
  }
}
