package dev.oxydra.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a search has found: the first so many results in the order of the paths, whatever the order
 * in which files are searched.
 */
final class SearchHits {
  static final int MAX = 1000;

  private final TreeMap<String, List<String>> byPath = new TreeMap<>();
  private int count;

  /** The last path of which there are results, once there are enough. */
  private volatile @Nullable String last;

  /** A folder comes before what is in it, and that before its longer-named neighbours. */
  private static String key(String path) {
    return path.replace('/', '\0');
  }

  /** Whether results in the file, or folder, may still count. */
  boolean wants(String path) {
    String bound = last;
    return bound == null || key(path).compareTo(bound) <= 0;
  }

  synchronized void add(String path, List<String> results) {
    byPath.merge(
        key(path), results, (one, other) -> Stream.of(one, other).flatMap(List::stream).toList());
    count += results.size();
    while (count - byPath.lastEntry().getValue().size() >= MAX) {
      count -= byPath.pollLastEntry().getValue().size();
    }
    if (isFull()) {
      last = byPath.lastKey();
    }
  }

  /** Whether there may be more than is kept. */
  synchronized boolean isFull() {
    return count >= MAX;
  }

  synchronized List<String> sorted() {
    List<String> all = new ArrayList<>();
    byPath.values().forEach(all::addAll);
    return all.size() <= MAX ? all : all.subList(0, MAX);
  }
}
