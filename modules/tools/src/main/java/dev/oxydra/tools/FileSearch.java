package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One search below a folder, with a few threads; ends early when interrupted. What it finds doesn't
 * depend on which thread is faster.
 */
final class FileSearch {
  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  /** Some seconds. */
  private static final long MAX_STEPS = 2_000_000_000L;

  final SearchQuery query;
  final SearchHits hits = new SearchHits();
  final SearchBudget budget = new SearchBudget(MAX_STEPS);
  final AtomicInteger skipped = new AtomicInteger();
  final AtomicInteger ignored = new AtomicInteger();
  private final AtomicReference<@Nullable ToolException> failure = new AtomicReference<>();

  FileSearch(SearchQuery query) {
    this.query = query;
  }

  /**
   * Searches an open folder.
   *
   * @param above what the {@code .gitignore} files of the folders above say
   */
  void run(SecureDirectoryStream<Path> folder, Place place, GitIgnore above) throws IOException {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < place.depth(); i++) {
      path.add(place.relative().getName(i).toString());
    }
    run(new SearchedFolder(this, folder, place.shown(), Path.of(""), path, above));
    ToolException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void run(SearchedFolder folder) {
    boolean interrupted = false;
    try (ForkJoinPool pool = new ForkJoinPool(THREADS)) {
      interrupted = !hasEnded(pool.submit(folder::walk));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded(ForkJoinTask<?> walk) {
    try {
      walk.get();
      return true;
    } catch (InterruptedException e) {
      budget.cancel();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A search has failed", e);
    }
  }

  /** Ends the search with a failure, if it is the first. */
  void fail(ToolException cause) {
    failure.compareAndSet(null, cause);
    budget.cancel();
  }

  /** Whether what is at a path may still matter. */
  boolean wants(String shown) {
    return !budget.isCancelled() && hits.wants(shown);
  }

  /** What was found, a line each, and what is to be said about the rest. */
  List<String> report() {
    List<String> lines = new ArrayList<>(hits.sorted());
    if (hits.isFull()) {
      lines.add("[stopped after %d results; narrow the search]".formatted(SearchHits.MAX));
      return lines;
    }
    if (lines.isEmpty()) {
      lines.add("Nothing found");
    }
    if (skipped.get() > 0) {
      lines.add("[%d can't be read]".formatted(skipped.get()));
    }
    if (ignored.get() > 0) {
      lines.add(
          "[%d files and folders are left out by .gitignore; include_ignored searches them too]"
              .formatted(ignored.get()));
    }
    return lines;
  }
}
