package dev.oxydra.memory.recall;

import dev.oxydra.types.MemoryConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;

/**
 * Makes one ranking of several: reciprocal rank fusion, then a little more for what is new, then
 * less for what says the same as a better one.
 *
 * @see <a href="https://dl.acm.org/doi/10.1145/1571941.1572114">Cormack et al., Reciprocal Rank
 *     Fusion</a>
 * @see <a href="https://dl.acm.org/doi/10.1145/290941.291025">Carbonell and Goldstein, maximal
 *     marginal relevance</a>
 * @param settings the weights
 * @param now what new things are new at
 */
record Ranking(MemoryConfig.Search settings, Instant now) {
  /**
   * How little the first ranks stand out. The paper has 60 for hundreds of answers; of the few that
   * are shown here, more are right with 10.
   */
  private static final double RANK_CONSTANT = 10;

  /** How much the ranking by hashes counts: with more, words alone find more than both. */
  private static final double HASHED = 0.4;

  /** How many are compared with each other. */
  private static final int COMPARED = 50;

  /**
   * A document and its rank.
   *
   * @param vector null where it has none
   * @param stems what it is compared by then
   */
  record Ranked(Passage passage, double score, @Nullable Vector vector, Set<String> stems) {
    static Ranked of(Passage passage, double score, @Nullable Vector vector) {
      return new Ranked(
          passage,
          score,
          vector,
          vector == null ? new HashSet<>(Words.stems(passage.line().text())) : Set.of());
    }
  }

  /**
   * Ranks.
   *
   * @param byWords documents, the best first
   * @param byMeaning documents, the best first
   * @param question what they are near to; null for nothing
   * @param wanted how many at most
   * @return one passage of each message and note, the best first
   */
  List<Ranked> rank(
      IndexSearcher searcher,
      List<Integer> byWords,
      List<Integer> byMeaning,
      @Nullable Vector question,
      int wanted)
      throws IOException {
    Map<Integer, Double> scores = new HashMap<>();
    addRanks(scores, byWords, settings.ftsWeight());
    addRanks(scores, byMeaning, settings.vectorWeight() * share(question));
    for (Map.Entry<Integer, Double> entry : scores.entrySet()) {
      entry.setValue(entry.getValue() * recency(at(searcher, entry.getKey())));
    }
    List<Integer> best = new ArrayList<>(scores.keySet());
    best.sort(
        Comparator.comparing((Integer document) -> scores.get(document))
            .reversed()
            .thenComparing(document -> document));
    Map<String, Ranked> ofUnits = new LinkedHashMap<>();
    for (int document : best) {
      if (ofUnits.size() == COMPARED) {
        break;
      }
      Passage passage = Documents.passage(searcher.storedFields().document(document));
      if (!ofUnits.containsKey(passage.unit())) {
        Vector own = question == null ? null : vector(searcher, document, question);
        ofUnits.put(
            passage.unit(), Ranked.of(passage, Objects.requireNonNull(scores.get(document)), own));
      }
    }
    return diverse(List.copyOf(ofUnits.values()), wanted);
  }

  /** Hashes of words rank by the same words as the other ranking, and not as well. */
  private static double share(@Nullable Vector question) {
    return question != null && question.model().equals(HashingEmbedder.MODEL) ? HASHED : 1;
  }

  private static Instant at(IndexSearcher searcher, int document) throws IOException {
    LeafReaderContext leaf = leaf(searcher, document);
    SortedNumericDocValues times = DocValues.getSortedNumeric(leaf.reader(), Documents.AT);
    return times.advanceExact(document - leaf.docBase)
        ? Instant.ofEpochMilli(times.nextValue())
        : Instant.EPOCH;
  }

  private static LeafReaderContext leaf(IndexSearcher searcher, int document) {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    return leaves.get(ReaderUtil.subIndex(document, leaves));
  }

  private static void addRanks(Map<Integer, Double> scores, List<Integer> ranks, double weight) {
    for (int i = 0; weight > 0 && i < ranks.size(); i++) {
      scores.merge(ranks.get(i), weight / (RANK_CONSTANT + i + 1), Double::sum);
    }
  }

  private double recency(Instant at) {
    double days =
        Math.max(0, Duration.between(at, now).toMillis()) / (double) Duration.ofDays(1).toMillis();
    return 1 + settings.recencyWeight() * Math.pow(2, -days / settings.recencyHalfLifeDays());
  }

  private static @Nullable Vector vector(IndexSearcher searcher, int document, Vector question)
      throws IOException {
    LeafReaderContext leaf = leaf(searcher, document);
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

  private List<Ranked> diverse(List<Ranked> ranked, int wanted) {
    if (settings.diversity() == 0 || ranked.size() < 2) {
      return ranked.stream().limit(wanted).toList();
    }
    double best = ranked.getFirst().score();
    List<Ranked> left = new ArrayList<>(ranked);
    List<Ranked> chosen = new ArrayList<>();
    Map<String, Double> nearest = new HashMap<>();
    while (!left.isEmpty() && chosen.size() < wanted) {
      Ranked next = left.getFirst();
      for (Ranked candidate : left) {
        if (marginal(candidate, best, nearest) > marginal(next, best, nearest)) {
          next = candidate;
        }
      }
      left.remove(next);
      chosen.add(next);
      for (Ranked candidate : left) {
        nearest.merge(candidate.passage().id(), similarity(candidate, next), Math::max);
      }
    }
    return chosen;
  }

  private double marginal(Ranked candidate, double best, Map<String, Double> nearest) {
    return (1 - settings.diversity()) * candidate.score() / best
        - settings.diversity() * nearest.getOrDefault(candidate.passage().id(), 0.0);
  }

  private static double similarity(Ranked one, Ranked other) {
    return one.vector() == null || other.vector() == null
        ? ofWords(one.stems(), other.stems())
        : one.vector().cosine(other.vector());
  }

  /** Jaccard's index. */
  private static double ofWords(Set<String> one, Set<String> other) {
    Set<String> same = new HashSet<>(one);
    int sum = one.size() + other.size();
    same.retainAll(other);
    return sum == same.size() ? 0 : same.size() / (double) (sum - same.size());
  }
}
