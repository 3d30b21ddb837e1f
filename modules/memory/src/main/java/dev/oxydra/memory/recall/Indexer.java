package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.RecallIndex.Erased;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.lucene.index.CorruptIndexException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal, in a thread of its own: nobody else writes to the index. What fails is tried
 * again, with a new index where the old one is damaged.
 */
final class Indexer {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
  private static final int AT_ONCE = 500;
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(2);
  private static final Duration SHOW_EVERY = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final Duration JOIN_AFTER = Duration.ofSeconds(10);
  private static final Duration FOREVER = Duration.ofHours(1);

  private final Path folder;
  private final Journal journal;
  private final Progress progress;
  private final ConcurrentLinkedQueue<Map<Passage, Vector>> vectors = new ConcurrentLinkedQueue<>();
  private final Verification verification = new Verification(this::damaged);
  private final Map<Long, Erased> erasures = new LinkedHashMap<>();

  /** What is searched: what was searched before, until a new one has caught up. */
  private volatile @Nullable Store store;

  private @Nullable Store written;
  private volatile @Nullable String damage;
  private @Nullable IndexLock lock;
  private Duration pause = FIRST_PAUSE;
  private long committedAt;
  private long shownAt;

  /**
   * Nothing is opened yet.
   *
   * @param lock on the folder; null where it couldn't be had so far
   */
  Indexer(Path folder, Journal journal, Progress progress, @Nullable IndexLock lock) {
    this.folder = folder;
    this.journal = journal;
    this.progress = progress;
    this.lock = lock;
  }

  /** What can be searched; null for nothing yet. */
  @Nullable Store store() {
    return store;
  }

  /** Adds vectors to those passages that are still there. */
  void add(Map<Passage, Vector> made) {
    vectors.add(made);
    progress.committed();
  }

  /** The index was found to be damaged: it is built anew. */
  void damaged(String how) {
    damage = how;
    progress.committed();
  }

  /** Works until the index is closed. */
  void run() {
    try {
      while (!progress.isClosing()) {
        try {
          follow(open());
        } catch (IOException | RuntimeException e) {
          failed(e);
          progress.pause(pause);
          pause = Backoff.next(pause, LONGEST_PAUSE);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The index {} was told to end", folder, e);
    } finally {
      end();
    }
  }

  private Store open() throws IOException {
    if (lock == null) {
      lock = IndexLock.take(folder);
    }
    Store opened = Store.open(folder);
    written = opened;
    if (store == null) {
      store = opened;
      progress.shown();
    }
    if (!isOfJournal(opened.position())) {
      progress.building();
      opened.deleteAll();
    } else {
      verification.start(folder);
    }
    committedAt = System.nanoTime();
    shownAt = committedAt;
    return opened;
  }

  /** Whether the journal has this place: not if it was restored from a backup meanwhile. */
  private boolean isOfJournal(Store.Position position) {
    return position.seq() > 0
        && journal.readAll(position.seq() - 1, 1).stream()
            .anyMatch(event ->
                event.seq() == position.seq() && event.id().toString().equals(position.id()));
  }

  private void follow(Store opened) throws IOException, InterruptedException {
    erasures.clear();
    Projection projection = new Projection(journal, opened);
    while (!progress.isClosing()) {
      if (damage != null) {
        throw new CorruptIndexException(damage, folder.toString());
      }
      // Before it is asked what is wanted: what is wanted later is seen the next time.
      long upTo = progress.committedNow();
      if (progress.takeRebuild()) {
        opened.deleteAll();
        projection = new Projection(journal, opened);
      }
      addVectors(opened);
      boolean isMore = takeEvents(opened, projection);
      expungeIfDue(opened, isMore);
      // Where it was shown on the way, that has to be told.
      showIfDue(opened, !isMore && (progress.isAwaited() || !opened.isUnseen()));
      commitIfDue(opened);
      if (!isMore && opened.isUnseen()) {
        // To show each message by itself would take more than to index it.
        progress.awaitWanted(upTo, SHOW_EVERY);
      } else if (!isMore) {
        publish(opened);
        progress.caughtUp(upTo);
        pause = FIRST_PAUSE;
        rest(opened);
      }
    }
  }

  /**
   * Waits for something to do. When there has been nothing for a while, searches are made quicker.
   */
  private void rest(Store opened) throws IOException, InterruptedException {
    if (opened.isMerging() || opened.isChanged()) {
      progress.awaitWork(COMMIT_EVERY);
    } else if (!opened.isScattered()) {
      progress.awaitWork(FOREVER);
    } else if (!progress.awaitWork(JOIN_AFTER)) {
      opened.join();
      opened.isMerging();
    }
  }

  private boolean takeEvents(Store opened, Projection projection) throws IOException {
    List<Event> events = journal.readAll(opened.position().seq(), AT_ONCE);
    if (events.isEmpty()) {
      return false;
    }
    erasures.putAll(projection.take(events));
    return true;
  }

  /** At once, but when an index is built that nobody relies on. */
  private void expungeIfDue(Store opened, boolean isMore) throws IOException {
    if (!erasures.isEmpty() && !(isMore && progress.isBuilding())) {
      opened.expunge();
      progress.erased(erasures);
      erasures.clear();
    }
  }

  private void addVectors(Store opened) throws IOException {
    if (!vectors.isEmpty()) {
      opened.show();
    }
    for (Map<Passage, Vector> made = vectors.poll(); made != null; made = vectors.poll()) {
      for (Map.Entry<Passage, Vector> entry : made.entrySet()) {
        Passage passage = entry.getKey();
        // It may have been forgotten, or changed, since.
        if (opened.kept(passage.unit()).passages().contains(passage)) {
          opened.replace(passage, entry.getValue());
        }
      }
    }
  }

  private void showIfDue(Store opened, boolean atOnce) throws IOException {
    if (atOnce || isDue(shownAt, SHOW_EVERY)) {
      opened.show();
      if (opened.takeShown()) {
        progress.shown();
      }
      shownAt = System.nanoTime();
      if (erasures.isEmpty()) {
        progress.at(opened.position().seq());
      }
    }
  }

  private void commitIfDue(Store opened) throws IOException {
    if (opened.isChanged() && isDue(committedAt, COMMIT_EVERY)) {
      opened.commit();
      committedAt = System.nanoTime();
    }
  }

  private static boolean isDue(long last, Duration every) {
    return System.nanoTime() - last >= every.toNanos();
  }

  private void publish(Store opened) throws IOException {
    Store old = store;
    store = opened;
    if (old != null && old != opened) {
      progress.shown();
      old.close();
    }
  }

  private void failed(Exception failure) {
    boolean isDamaged = Damage.isIn(failure);
    String reason = Damage.reason(failure);
    if (!reason.equals(progress.problem())) {
      LOG.warn("The index {} {}", folder, isDamaged ? "is built anew" : "can't be kept", failure);
    }
    try {
      endWriting();
      if (isDamaged) {
        damage = null;
        progress.building();
        closeSearched();
        Store.delete(folder);
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    progress.failed(reason);
  }

  /** What it has shown is still searched. */
  private void endWriting() throws IOException {
    Store last = written;
    written = null;
    if (last != null && last == store) {
      last.endWriting();
    } else if (last != null) {
      last.close();
    }
  }

  private void closeSearched() throws IOException {
    Store last = store;
    store = null;
    if (last != null) {
      last.close();
    }
  }

  private void end() {
    verification.end();
    try (IndexLock held = lock) {
      LOG.debug("The index {} is closed, {}", folder, held);
      Store last = written;
      if (last != null && last.isChanged()) {
        last.commit();
      }
      endWriting();
      closeSearched();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The index {} can't be closed; what is missing is added when it is opened", folder, e);
    }
  }
}
