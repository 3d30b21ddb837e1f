package dev.oxydra.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Toolbox;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * {@code file_search} beside ripgrep on 100,000 small files, in turns; the first round is told
 * apart, as its JVM is cold. Ripgrep must be installed as {@code rg}.
 */
final class SearchBench {
  private static final int FOLDERS = 1000;
  private static final int FILES = 100;
  private static final int ROUNDS = 11;
  private static final double TARGET = 2;
  private static final String NOWHERE = "[0-9]{7}";

  private static final List<String> EXPRESSIONS =
      List.of("needle", "\\bneedle_[0-9]+\\b", "n[aeiou]{2}dl[aeiou]_", NOWHERE, "foo|needle");

  private static final List<String> WORDS =
      List.of("class", "return", "value", "index", "{", "}", "public", "final", "string", "buffer");

  private SearchBench() {}

  static void run(Toolbox box, Path shared) throws Exception {
    fill(shared);
    for (String expression : EXPRESSIONS) {
      double[] ours = new double[ROUNDS];
      double[] ratios = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        double theirs = ripgrep(shared, expression);
        ours[i] = search(box, expression);
        ratios[i] = ours[i] / theirs;
      }
      Table.row("file_search " + expression, "ms", warm(ours), 0);
      Table.row("  its time by rg's", "times", warm(ratios), TARGET);
      System.out.printf(Locale.ROOT, "  the first one: %.0f ms%n", ours[0]);
    }
  }

  private static double[] warm(double[] all) {
    return Arrays.copyOfRange(all, 1, all.length);
  }

  private static void fill(Path top) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < FOLDERS; i++) {
      Path folder = Files.createDirectories(top.resolve("a" + i % 30).resolve("b" + i));
      for (int j = 0; j < FILES; j++) {
        String needle = i % 50 == 0 && j == 7 ? "x needle_" + i + " y\n" : "";
        Files.writeString(folder.resolve("f" + j + ".txt"), text(random) + needle);
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int line = random.nextInt(10, 50); line > 0; line--) {
      for (int word = random.nextInt(8); word >= 0; word--) {
        text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static double search(Toolbox box, String expression) throws InterruptedException {
    long begun = System.nanoTime();
    ToolOutput output =
        ToolsBench.run(
            box, "file_search", JsonNodeFactory.instance.objectNode().put("regex", expression));
    double time = (System.nanoTime() - begun) / 1e6;
    long found = output.text().lines().filter(line -> line.startsWith("/shared/")).count();
    if (found != (expression.equals(NOWHERE) ? 0 : FOLDERS / 50)) {
      throw new IllegalStateException(expression + " found " + output.text());
    }
    return time;
  }

  private static double ripgrep(Path folder, String expression)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder("rg", "--no-config", "--line-number", expression, folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    process.waitFor();
    return (System.nanoTime() - begun) / 1e6;
  }
}
