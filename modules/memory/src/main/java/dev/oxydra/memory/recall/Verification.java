package dev.oxydra.memory.recall;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.ChecksumIndexInput;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all files of an index once, in the background, and compares them with their checksums:
 * Lucene itself doesn't when it opens them, and might find nonsense in what a disk has lost. They
 * are read, not mapped, so that the process doesn't seem to be as large as they are.
 */
final class Verification {
  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  private final Consumer<String> damaged;
  private @Nullable Thread thread;

  /** Nothing is read yet. */
  Verification(Consumer<String> damaged) {
    this.damaged = damaged;
  }

  void start(Path folder) {
    end();
    thread = Thread.ofVirtual().name("recall-check").start(() -> run(folder));
  }

  private void run(Path folder) {
    try (Directory directory = new NIOFSDirectory(folder)) {
      for (String file : SegmentInfos.readLatestCommit(directory).files(false)) {
        try (ChecksumIndexInput input = directory.openChecksumInput(file)) {
          CodecUtil.checksumEntireFile(input);
        }
      }
    } catch (CorruptIndexException | EOFException | IndexFormatTooOldException e) {
      damaged.accept(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      // The index is closed, has no commit yet, or a merge has taken the file's place.
      LOG.debug("The index {} was not checked to the end", folder, e);
    }
  }

  /** Waits for its end. */
  void await() {
    if (thread != null) {
      Joined.join(thread);
    }
  }

  /** Ends it, wherever it is. */
  void end() {
    if (thread != null) {
      thread.interrupt();
      Joined.join(thread);
      thread = null;
    }
  }
}
