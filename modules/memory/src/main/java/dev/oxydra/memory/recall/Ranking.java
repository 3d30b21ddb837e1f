package dev.oxydra.memory.recall;

import dev.oxydra.types.MemoryConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
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

  /** A passage and its rank. */
  record Ranked(Passage passage, double score) {}

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
    SortedMap<Integer, Double> scores = new TreeMap<>();
    addRanks(scores, byWords, settings.ftsWeight());
    addRanks(scores, byMeaning, settings.vectorWeight() * share(question));
    List<Candidate> candidates = candidates(searcher, scores);
    candidates.sort(
        Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparingInt(Candidate::document));
    Map<String, Candidate> ofUnits = new LinkedHashMap<>();
    candidates.forEach(candidate -> ofUnits.putIfAbsent(candidate.unit(), candidate));
    List<Ranked> ranked = new ArrayList<>();
    for (Candidate chosen : diverse(List.copyOf(ofUnits.values()), question, wanted)) {
      ranked.add(new Ranked(chosen.passage(), chosen.score()));
    }
    return ranked;
  }

  /** Hashes of words rank by the same words as the other ranking, and not as well. */
  private static double share(@Nullable Vector question) {
    return question != null && question.model().equals(HashingEmbedder.MODEL) ? HASHED : 1;
  }

  /** Reads the index in its own order. */
  private List<Candidate> candidates(IndexSearcher searcher, SortedMap<Integer, Double> scores)
      throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    List<Candidate> candidates = new ArrayList<>();
    for (LeafReaderContext leaf : leaves) {
      SortedMap<Integer, Double> here =
          scores.subMap(leaf.docBase, leaf.docBase + leaf.reader().maxDoc());
      if (!here.isEmpty()) {
        SortedNumericDocValues times = DocValues.getSortedNumeric(leaf.reader(), Documents.AT);
        BinaryDocValues units = DocValues.getBinary(leaf.reader(), Documents.UNIT);
        for (Map.Entry<Integer, Double> each : here.entrySet()) {
          int document = each.getKey();
          int inLeaf = document - leaf.docBase;
          Instant at =
              times.advanceExact(inLeaf) ? Instant.ofEpochMilli(times.nextValue()) : Instant.EPOCH;
          String unit = units.advanceExact(inLeaf) ? units.binaryValue().utf8ToString() : "";
          candidates.add(
              new Candidate(searcher, leaf, document, unit, each.getValue() * recency(at)));
        }
      }
    }
    return candidates;
  }

  private static void addRanks(
      SortedMap<Integer, Double> scores, List<Integer> ranks, double weight) {
    for (int i = 0; weight > 0 && i < ranks.size(); i++) {
      scores.merge(ranks.get(i), weight / (RANK_CONSTANT + i + 1), Double::sum);
    }
  }

  private double recency(Instant at) {
    double days =
        Math.max(0, Duration.between(at, now).toMillis()) / (double) Duration.ofDays(1).toMillis();
    return 1 + settings.recencyWeight() * Math.pow(2, -days / settings.recencyHalfLifeDays());
  }

  /** Looks no further down than to where even something entirely new would not be chosen. */
  private List<Candidate> diverse(List<Candidate> candidates, @Nullable Vector question, int wanted)
      throws IOException {
    if (settings.diversity() == 0 || candidates.size() < 2) {
      return candidates.stream().limit(wanted).toList();
    }
    double best = candidates.getFirst().score();
    List<Candidate> left = new ArrayList<>(candidates);
    List<Candidate> chosen = new ArrayList<>();
    while (!left.isEmpty() && chosen.size() < wanted) {
      Candidate next = left.getFirst();
      double most = Double.NEGATIVE_INFINITY;
      for (Candidate candidate : left) {
        double relevance = (1 - settings.diversity()) * candidate.score() / best;
        if (relevance <= most) {
          break;
        }
        double marginal = relevance - settings.diversity() * candidate.nearest(chosen, question);
        if (marginal > most) {
          next = candidate;
          most = marginal;
        }
      }
      left.remove(next);
      chosen.add(next);
    }
    return chosen;
  }
}
