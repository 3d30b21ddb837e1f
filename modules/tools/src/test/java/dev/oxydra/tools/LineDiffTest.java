package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.difflib.UnifiedDiffUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class LineDiffTest {
  @Test
  void makesOneTextOfTheOther() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      List<String> before = lines(random, 30);
      List<String> after = new ArrayList<>(before);
      for (int at = random.nextInt(5); at >= 0; at--) {
        after.add(random.nextInt(after.size() + 1), "new " + at);
        after.remove(random.nextInt(after.size()));
      }
      List<String> diff = new LineDiff(text(before), text(after)).unified("x");
      assertEquals(after, UnifiedDiffUtils.parseUnifiedDiff(diff).applyTo(before), "seed " + seed);
    }
  }

  private static List<String> lines(Random random, int most) {
    return IntStream.range(0, random.nextInt(1, most))
        .mapToObj(i -> "line " + random.nextInt(5))
        .toList();
  }

  private static String text(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  @Test
  void anEndWithoutALineBreakIsADifference() {
    LineDiff diff = new LineDiff("a\nb", "a\nb\n");
    assertEquals("1 lines added, 1 removed", diff.counts());
    assertEquals(
        List.of(
            "--- x", "+++ x", "@@ -1,2 +1,2 @@", " a", "-b", "\\ No newline at end of file", "+b"),
        diff.unified("x"));
  }

  @Test
  void longLinesAreCut() {
    assertTrue(
        new LineDiff("", "x".repeat(1 << 20))
            .unified("x").stream().allMatch(line -> line.length() < 600));
  }

  @Test
  void differentTextsAreComparedQuickly() {
    String before = numbers(0, 200_000);
    String after = "0\n" + numbers(200_000, 400_000) + "199999\n";
    LineDiff diff =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> new LineDiff(before, after));
    assertEquals("200000 lines added, 199998 removed", diff.counts());
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }
}
