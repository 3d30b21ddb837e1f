package dev.oxydra.memory.recall;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index in its folder. One thread writes; others search what it has last shown. Each commit
 * names the event up to which the journal is in it.
 */
final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /** Another value when passages are made or analysed otherwise: older indexes are built anew. */
  private static final String VERSION = "2";

  private static final double BUFFER_MB = 8;

  /**
   * How many segments of about one size there may be, 8 with Lucene: a search for the nearest goes
   * through the graph of each. With 100,000 passages there are 5 of all sizes instead of 15.
   */
  private static final double SEGMENTS = 3;

  /** How many segments are left when there is time to join them; with one more they stay. */
  private static final int JOINED = 2;

  private final FSDirectory directory;
  private final IndexWriter writer;
  private final ConcurrentMergeScheduler merges;
  private final SearcherManager searchers;
  private Position position;
  private boolean changed;
  private boolean unseen;
  private boolean shown;
  private boolean merging;

  /**
   * Where in the journal.
   *
   * @param seq of the last event that was taken in; 0 for none
   * @param id of the same, empty for none
   */
  record Position(long seq, String id) {
    static final Position START = new Position(0, "");
  }

  private Store(FSDirectory directory, IndexWriter writer, ConcurrentMergeScheduler merges)
      throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.merges = merges;
    this.searchers = new SearcherManager(writer, new Searchers());
    this.position = position(writer);
  }

  /**
   * Opens the index; a folder without one gets an empty one.
   *
   * @throws IOException when it can't be, or is damaged: see {@link Damage}
   */
  static Store open(Path folder) throws IOException {
    FSDirectory directory = FSDirectory.open(folder);
    IndexWriter writer = null;
    try {
      ConcurrentMergeScheduler merges = new Merges();
      writer = new IndexWriter(directory, config(merges));
      return new Store(directory, writer, merges);
    } catch (IOException | RuntimeException e) {
      abandon(e, writer, directory);
      throw e;
    }
  }

  private static IndexWriterConfig config(ConcurrentMergeScheduler merges) {
    merges.setMaxMergesAndThreads(2, 1);
    TieredMergePolicy policy = new TieredMergePolicy();
    // What was deleted is to leave the files, however little that is.
    policy.setForceMergeDeletesPctAllowed(0);
    policy.setSegmentsPerTier(SEGMENTS);
    return new IndexWriterConfig(Words.OF_FIELDS)
        .setCodec(new VectorCodec())
        .setRAMBufferSizeMB(BUFFER_MB)
        .setMergeScheduler(merges)
        .setMergePolicy(policy)
        // Searches don't wait for merges.
        .setMaxFullFlushMergeWaitMillis(0)
        .setCommitOnClose(false);
  }

  private static Position position(IndexWriter writer) {
    Position found = Position.START;
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    if (data != null) {
      Map<String, String> values = new HashMap<>();
      data.forEach(entry -> values.put(entry.getKey(), entry.getValue()));
      if (VERSION.equals(values.get("version"))) {
        found =
            new Position(
                Long.parseLong(values.getOrDefault("seq", "0")), values.getOrDefault("id", ""));
      }
    }
    return found;
  }

  private static void abandon(
      Exception failure, @Nullable IndexWriter writer, FSDirectory directory) {
    try (directory) {
      if (writer != null) {
        writer.rollback();
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Deletes all files of an index that isn't open. */
  static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals(IndexLock.FILE) && Files.isRegularFile(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  Position position() {
    return position;
  }

  /** What the next commit says is in it. */
  void moveTo(Position now) {
    position = now;
    changed = true;
  }

  void replace(Unit unit) throws IOException {
    Term key = new Term(Documents.UNIT, unit.key());
    List<Document> documents = Documents.of(unit);
    if (documents.isEmpty()) {
      writer.deleteDocuments(key);
    } else {
      writer.updateDocuments(key, documents);
    }
    changed = true;
    unseen = true;
  }

  /** Puts a passage in the place of itself. */
  void replace(Passage passage, @Nullable Vector vector) throws IOException {
    writer.updateDocument(new Term(Documents.ID, passage.id()), Documents.of(passage, vector));
    changed = true;
    unseen = true;
  }

  void delete(Query query) throws IOException {
    writer.deleteDocuments(query);
    changed = true;
    unseen = true;
  }

  void deleteAll() throws IOException {
    writer.deleteAll();
    unseen = true;
    moveTo(Position.START);
  }

  /** Whether searches don't see all that was written. */
  boolean isUnseen() {
    return unseen;
  }

  boolean isChanged() {
    return changed;
  }

  /** Lets searches see what was written. */
  void show() throws IOException {
    if (unseen) {
      searchers.maybeRefreshBlocking();
      unseen = false;
      shown = true;
    }
  }

  void commit() throws IOException {
    writer.setLiveCommitData(
        Map.of(
                "version", VERSION,
                "seq", Long.toString(position.seq()),
                "id", position.id())
            .entrySet());
    writer.commit();
    changed = false;
  }

  /** Whether searches have come to see something else since this was last asked. */
  boolean takeShown() {
    boolean was = shown;
    shown = false;
    return was;
  }

  /** Whether a search goes through more graphs than it need. */
  boolean isScattered() throws IOException {
    return segments() > JOINED + 1;
  }

  /** How many graphs a search goes through. */
  int segments() throws IOException {
    return read(searcher -> searcher.getIndexReader().leaves().size());
  }

  /** Begins to join segments, in the background, the small ones first. */
  void join() throws IOException {
    writer.forceMerge(JOINED, false);
  }

  /** Whether segments are being joined. */
  boolean isMerging() {
    boolean now = merges.mergeThreadCount() > 0;
    if (merging && !now) {
      changed = true;
      unseen = true;
    }
    merging = now;
    return now;
  }

  /**
   * Takes all that was deleted out of the files, and commits. Lucene passes over what is being
   * merged just then, though that may have been read before something was deleted.
   */
  void expunge() throws IOException {
    do {
      merges.sync();
      writer.forceMergeDeletes(true);
    } while (writer.hasDeletions());
    commit();
    unseen = true;
    show();
    // What only the searcher before still needed.
    writer.deleteUnusedFiles();
  }

  /** What searches see; it is to be given back. */
  IndexSearcher acquire() throws IOException {
    return searchers.acquire();
  }

  /**
   * Takes back a searcher. With the last one files go, and an interrupt then would close the lock.
   */
  void release(IndexSearcher searcher) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      searchers.release(searcher);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What is done with a searcher. */
  interface Reading<T> {
    T read(IndexSearcher searcher) throws IOException;
  }

  <T> T read(Reading<T> reading) throws IOException {
    IndexSearcher searcher = acquire();
    try {
      return reading.read(searcher);
    } finally {
      release(searcher);
    }
  }

  /** All documents that a query finds, as they were shown last. */
  List<Document> all(Query query) throws IOException {
    return read(searcher -> {
      List<Document> documents = new ArrayList<>();
      each(searcher, query, doc -> documents.add(searcher.storedFields().document(doc)));
      return documents;
    });
  }

  /** What is done with a document. */
  interface Visit {
    void visit(int document) throws IOException;
  }

  /** Visits all documents that a query finds, in no order. */
  static void each(IndexSearcher searcher, Query query, Visit visit) throws IOException {
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer != null) {
        Bits live = leaf.reader().getLiveDocs();
        DocIdSetIterator found = scorer.iterator();
        for (int doc = found.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = found.nextDoc()) {
          if (live == null || live.get(doc)) {
            visit.visit(leaf.docBase + doc);
          }
        }
      }
    }
  }

  /** A unit as it was shown last, and how many of its passages have a vector. */
  Kept kept(String unit) throws IOException {
    List<Passage> passages = new ArrayList<>();
    SortedSet<String> echoes = new TreeSet<>();
    int vectors = 0;
    for (Document document : all(new TermQuery(new Term(Documents.UNIT, unit)))) {
      if (Documents.isEcho(document)) {
        echoes.addAll(Documents.echoes(document));
      } else {
        passages.add(Documents.passage(document));
        vectors += document.get(Documents.MODEL) == null ? 0 : 1;
      }
    }
    passages.sort(Comparator.comparingInt(Passage::part));
    return new Kept(passages, echoes, vectors);
  }

  /**
   * What there is of a unit.
   *
   * @param vectors how many of the passages have one
   */
  record Kept(List<Passage> passages, SortedSet<String> echoes, int vectors) {}

  /** Ends writing, without a commit. Searches see what they saw. */
  void endWriting() throws IOException {
    writer.rollback();
  }

  /** Closes without a commit. */
  @Override
  public void close() throws IOException {
    try (directory;
        searchers) {
      endWriting();
    }
  }

  /** Caches nothing: questions hardly ever come twice. */
  private static final class Searchers extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      return searcher;
    }
  }

  /** The writer is closed when one fails, and says why when it is next used. */
  private static final class Merges extends ConcurrentMergeScheduler {
    @Override
    protected void handleMergeException(Throwable failure) {
      LOG.debug("Segments of the index of memory could not be merged", failure);
    }
  }

  /** Lucene's own, named so that it reads what was written; but with longer vectors. */
  private static final class VectorCodec extends Lucene104Codec {
    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return LongVectors.FORMAT;
    }
  }
}
