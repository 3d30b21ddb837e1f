package dev.oxydra.benchmarks;

import dev.oxydra.benchmarks.Locomo.Question;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How well rankings answer questions: of each question, which part of what is relevant is among the
 * first five and ten, and the normalised discounted cumulative gain of the first ten, gains being 0
 * or 1.
 *
 * @see <a href="https://doi.org/10.1145/582415.582418">Järvelin and Kekäläinen, Cumulated
 *     gain-based evaluation of IR techniques</a>
 */
final class Scores {
  /** How many answers are looked at. */
  static final int DEPTH = 10;

  private static final int RESAMPLES = 2000;
  private static final String ROW = "%-60s %s  %s  %s%n";

  private final double[] recall5;
  private final double[] recall10;
  private final double[] ndcg10;

  private Scores(int questions) {
    recall5 = new double[questions];
    recall10 = new double[questions];
    ndcg10 = new double[questions];
  }

  /** Answers a question. */
  @FunctionalInterface
  interface Ranker {
    /** The ids of turns, the best first, each once. */
    List<String> rank(String question) throws Exception;
  }

  static void header(String what) {
    System.out.printf(
        Locale.ROOT, ROW, what, centred("recall@5"), centred("recall@10"), centred("nDCG@10"));
  }

  private static String centred(String name) {
    return String.format(Locale.ROOT, "%-19s", name);
  }

  /** The scores of questions whose first answers were these. */
  static Scores of(List<Question> questions, List<List<String>> answers) {
    int n = questions.size();
    Scores scores = new Scores(n);
    for (int i = 0; i < n; i++) {
      Question question = questions.get(i);
      List<String> first = answers.get(i);
      scores.recall5[i] = recall(question, first, 5);
      scores.recall10[i] = recall(question, first, DEPTH);
      scores.ndcg10[i] = ndcg(question, first);
    }
    return scores;
  }

  private static double recall(Question question, List<String> answers, int k) {
    long hits = answers.stream().limit(k).filter(question.relevant()::contains).count();
    return (double) hits / question.relevant().size();
  }

  private static double ndcg(Question question, List<String> answers) {
    double gain = 0;
    double ideal = 0;
    for (int i = 0; i < DEPTH; i++) {
      double discounted = Math.log(2) / Math.log(i + 2);
      if (i < answers.size() && question.relevant().contains(answers.get(i))) {
        gain += discounted;
      }
      if (i < question.relevant().size()) {
        ideal += discounted;
      }
    }
    return gain / ideal;
  }

  void print(String what) {
    System.out.printf(
        Locale.ROOT, ROW, what, interval(recall5), interval(recall10), interval(ndcg10));
  }

  double meanRecall10() {
    return mean(recall10);
  }

  /** The mean, and its 95 % interval by the bootstrap over questions. */
  private static String interval(double[] values) {
    Random random = new Random(1);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return String.format(
        Locale.ROOT,
        "%.3f [%.3f %.3f]",
        mean(values),
        means[RESAMPLES * 25 / 1000],
        means[RESAMPLES * 975 / 1000]);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
