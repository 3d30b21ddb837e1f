package dev.oxydra.benchmarks;

import dev.oxydra.types.Embedder;
import java.util.Arrays;
import java.util.List;

/** Asks a model for each question, and takes the vectors of another embedder; closes only that. */
record ModelCosts(Embedder vectors, Embedder asked) implements Embedder {
  private static final int TEXTS = 100;
  private static final double TARGET = 12;

  /** As made-up words are many tokens each. */
  private static final String QUESTION =
      "When did we decide to move the backups to another machine?";

  /** 60 words. */
  private static final String PASSAGE =
      "On Monday we moved the nightly backups to the second machine, as the old disk was nearly"
          + " full and noisy. The job starts at two in the morning, takes about forty"
          + " minutes, and sends a message when it failed. Next week somebody should try"
          + " to restore one of them, because a backup that nobody has tested is only a hope.";

  @Override
  public String model() {
    return vectors.model();
  }

  @Override
  public List<float[]> embed(Purpose purpose, List<String> texts) throws InterruptedException {
    if (purpose == Purpose.QUERY) {
      asked.embed(purpose, List.of(QUESTION));
    }
    return vectors.embed(purpose, texts);
  }

  /** What one text costs. */
  void print() throws InterruptedException {
    Table.header();
    Table.row("embed a question of 11 words", "ms", times(Purpose.QUERY, QUESTION), TARGET);
    Table.row("embed a passage of 60 words", "ms", times(Purpose.PASSAGE, PASSAGE), 0);
  }

  private double[] times(Purpose purpose, String text) throws InterruptedException {
    double[] millis = new double[TEXTS * 2];
    for (int i = 0; i < millis.length; i++) {
      long begun = System.nanoTime();
      asked.embed(purpose, List.of(text));
      millis[i] = (System.nanoTime() - begun) / 1e6;
    }
    return Arrays.copyOfRange(millis, TEXTS, millis.length);
  }

  @Override
  public void close() {
    vectors.close();
  }
}
