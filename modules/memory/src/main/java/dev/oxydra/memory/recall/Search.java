package dev.oxydra.memory.recall;

import dev.oxydra.types.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.jspecify.annotations.Nullable;

/** Asks the index by words and by meaning. */
final class Search {
  /** How many are looked at that have the words. More changes nothing that is shown. */
  private static final int CANDIDATES = 100;

  /**
   * How many are looked at that mean the same. With more, a few more of the nearest ten are found
   * (0.994 instead of 0.988 of them), in half as much time again.
   */
  private static final int NEAREST = 100;

  /**
   * How many different words of a question count: those that the fewest passages have. Each is
   * looked up in each part of the index, and of a long message the others say little.
   */
  private static final int MAX_WORDS = 16;

  /** What was said before counts half. */
  private static final float CONTEXT_BOOST = 0.5f;

  /** Scripts without spaces between words. */
  private static final Pattern UNSPACED =
      Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");

  private final MemoryStore.Query question;
  private final String text;
  private final @Nullable Query filter;

  Search(MemoryStore.Query question) {
    this.question = question;
    this.text = cut(question.text());
    this.filter = filter();
  }

  /** As much of a question as is looked at. */
  static String cut(String text) {
    return Said.replaced(
        text.length() > MemoryStore.MAX_QUERY ? text.substring(0, MemoryStore.MAX_QUERY) : text);
  }

  int topK() {
    return Math.clamp(question.topK(), 1, MemoryStore.MAX_RESULTS);
  }

  private @Nullable Query filter() {
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    if (!question.tags().isEmpty() || !question.includeConversation()) {
      filter.add(term(Documents.KIND, Documents.NOTE), Occur.FILTER);
    }
    question.tags().forEach(tag -> filter.add(term(Documents.TAG, tag), Occur.FILTER));
    if (question.speaker() != null) {
      String speaker = question.speaker().name().toLowerCase(Locale.ROOT);
      filter.add(term(Documents.SPEAKER, speaker), Occur.FILTER);
    }
    if (question.since() != null || question.until() != null) {
      filter.add(
          LongField.newRangeQuery(
              Documents.AT,
              millis(question.since(), Long.MIN_VALUE),
              millis(question.until(), Long.MAX_VALUE)),
          Occur.FILTER);
    }
    if (question.except() != null) {
      filter.add(term(Documents.SESSION, question.except().value()), Occur.MUST_NOT);
    }
    BooleanQuery all = filter.build();
    if (all.clauses().isEmpty()) {
      return null;
    }
    boolean onlyProhibits = all.clauses().stream().allMatch(clause -> clause.isProhibited());
    return onlyProhibits ? filter.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER).build() : all;
  }

  private static long millis(@Nullable Instant time, long otherwise) {
    if (time == null) {
      return otherwise;
    }
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException e) {
      return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static TermQuery term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }

  /** The documents whose words fit best, the best first. */
  List<Integer> byWords(IndexSearcher searcher) throws IOException {
    BooleanQuery.Builder words = new BooleanQuery.Builder();
    List<String> stems = Words.stems(text);
    for (Map.Entry<String, Long> each : counted(searcher, Documents.TEXT, stems)) {
      String stem = each.getKey();
      float count = each.getValue();
      words.add(new BoostQuery(term(Documents.TEXT, stem), count), Occur.SHOULD);
      words.add(new BoostQuery(term(Documents.CONTEXT, stem), CONTEXT_BOOST * count), Occur.SHOULD);
    }
    if (stems.isEmpty() || UNSPACED.matcher(text).find()) {
      for (Map.Entry<String, Long> each : counted(searcher, Documents.PLAIN, Words.plain(text))) {
        words.add(
            new BoostQuery(term(Documents.PLAIN, each.getKey()), each.getValue()), Occur.SHOULD);
      }
    }
    BooleanQuery any = words.build();
    return any.clauses().isEmpty() ? List.of() : best(searcher, any);
  }

  /** The words with how often they are in the question: all of few, and of many the rarest. */
  private static List<Map.Entry<String, Long>> counted(
      IndexSearcher searcher, String field, List<String> words) throws IOException {
    List<Map.Entry<String, Long>> all =
        List.copyOf(
            words.stream()
                .collect(
                    Collectors.groupingBy(
                        Function.identity(), LinkedHashMap::new, Collectors.counting()))
                .entrySet());
    if (all.size() <= MAX_WORDS) {
      return all;
    }
    Map<String, Integer> passages = new HashMap<>();
    for (Map.Entry<String, Long> each : all) {
      int count = searcher.getIndexReader().docFreq(new Term(field, each.getKey()));
      passages.put(each.getKey(), count == 0 ? Integer.MAX_VALUE : count);
    }
    return all.stream()
        .sorted(Comparator.comparing(each -> passages.getOrDefault(each.getKey(), 0)))
        .limit(MAX_WORDS)
        .toList();
  }

  private List<Integer> best(IndexSearcher searcher, Query any) throws IOException {
    Query query =
        filter == null
            ? any
            : new BooleanQuery.Builder().add(any, Occur.MUST).add(filter, Occur.FILTER).build();
    return documents(
        searcher.search(query, new TopScoreDocCollectorManager(CANDIDATES, CANDIDATES)).scoreDocs);
  }

  /** The documents that mean something similar, the best first. */
  List<Integer> byMeaning(IndexSearcher searcher, Vector vector) throws IOException {
    Query near = new KnnFloatVectorQuery(vector.field(), vector.components(), NEAREST, filter);
    return documents(
        Arrays.stream(searcher.search(near, NEAREST).scoreDocs)
            .filter(hit -> 2 * hit.score - 1 >= leastCosine(vector.model()))
            .toArray(ScoreDoc[]::new));
  }

  /**
   * How near a passage must be to say something about a question: there is always a nearest one.
   * With E5, what has nothing to do with a question is as near as 0.75, and nine in ten of the
   * passages that answer one of the evaluation's tuning part are 0.80 or nearer.
   */
  private static double leastCosine(String model) {
    return switch (model) {
      case "e5-small-v2-q" -> 0.76;
      case HashingEmbedder.MODEL -> 0.1;
      default -> -1;
    };
  }

  private static List<Integer> documents(ScoreDoc[] hits) {
    List<Integer> documents = new ArrayList<>(hits.length);
    IntStream.range(0, hits.length).forEach(i -> documents.add(hits[i].doc));
    return documents;
  }
}
