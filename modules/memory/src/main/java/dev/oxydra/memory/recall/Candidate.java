package dev.oxydra.memory.recall;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;

/** A passage that may be shown. No more of it is read than is asked for: most are never shown. */
final class Candidate {
  private final IndexSearcher searcher;
  private final LeafReaderContext leaf;
  private final int document;
  private final String unit;
  private final double score;
  private @Nullable Passage passage;
  private @Nullable Vector vector;
  private boolean isVectorRead;
  private @Nullable Set<String> stems;
  private double nearest;
  private int compared;

  /**
   * Reads nothing yet.
   *
   * @param leaf where the document is
   * @param document counted in the whole index
   * @param unit what it is a passage of
   */
  Candidate(
      IndexSearcher searcher, LeafReaderContext leaf, int document, String unit, double score) {
    this.searcher = searcher;
    this.leaf = leaf;
    this.document = document;
    this.unit = unit;
    this.score = score;
  }

  int document() {
    return document;
  }

  String unit() {
    return unit;
  }

  double score() {
    return score;
  }

  Passage passage() throws IOException {
    if (passage == null) {
      passage = Documents.passage(searcher.storedFields().document(document));
    }
    return passage;
  }

  /**
   * How much it says the same as one that was chosen: from 0, nothing, to 1, all of it.
   *
   * @param chosen all there are; those that it was compared with before come first
   * @param question of whose model vectors are compared; null for none
   */
  double nearest(List<Candidate> chosen, @Nullable Vector question) throws IOException {
    for (; compared < chosen.size(); compared++) {
      nearest = Math.max(nearest, similarity(chosen.get(compared), question));
    }
    return nearest;
  }

  private double similarity(Candidate other, @Nullable Vector question) throws IOException {
    Vector own = vector(question);
    Vector others = other.vector(question);
    return own == null || others == null ? jaccard(stems(), other.stems()) : own.cosine(others);
  }

  private @Nullable Vector vector(@Nullable Vector question) throws IOException {
    if (!isVectorRead && question != null) {
      vector = read(question);
      isVectorRead = true;
    }
    return vector;
  }

  private @Nullable Vector read(Vector question) throws IOException {
    FloatVectorValues values = leaf.reader().getFloatVectorValues(question.field());
    if (values == null) {
      return null;
    }
    KnnVectorValues.DocIndexIterator documents = values.iterator();
    int inLeaf = document - leaf.docBase;
    return documents.advance(inLeaf) == inLeaf
        ? new Vector(question.model(), values.vectorValue(documents.index()).clone())
        : null;
  }

  private Set<String> stems() throws IOException {
    if (stems == null) {
      stems = new HashSet<>(Words.stems(passage().line().text()));
    }
    return stems;
  }

  /** Jaccard's index. */
  private static double jaccard(Set<String> one, Set<String> other) {
    Set<String> same = new HashSet<>(one);
    int sum = one.size() + other.size();
    same.retainAll(other);
    return sum == same.size() ? 0 : same.size() / (double) (sum - same.size());
  }
}
