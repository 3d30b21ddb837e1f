package dev.oxydra.tools;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two texts, in lines: the fewest changes (Myers, "An O(ND) Difference
 * Algorithm and Its Variations"), or a single one where the texts have little in common.
 */
final class LineDiff {
  private static final int CONTEXT = 3;
  private static final int MAX_LINE = 500;

  /** How many lines may differ before the fewest changes aren't sought: the cost is its square. */
  private static final int MAX_DISTANCE = 500;

  private static final String UNENDED = "\n\\ No newline at end of file";

  private final List<String> before;
  private final Patch<String> patch;

  LineDiff(String before, String after) {
    this.before = lines(before);
    this.patch = patch(this.before, lines(after));
  }

  private static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + UNENDED);
    }
    return lines;
  }

  private static Patch<String> patch(List<String> before, List<String> after) {
    try {
      return Patch.generate(
          before, after, new MyersDiff<String>().computeDiff(before, after, new Limit()));
    } catch (TooDifferentException e) {
      return oneChange(before, after);
    }
  }

  /** From the first line that differs to the last one. */
  private static Patch<String> oneChange(List<String> before, List<String> after) {
    int start = commonStart(before, after);
    int end =
        commonStart(
            before.subList(start, before.size()).reversed(),
            after.subList(start, after.size()).reversed());
    Patch<String> patch = new Patch<>();
    patch.addDelta(
        new ChangeDelta<>(
            new Chunk<>(start, before.subList(start, before.size() - end)),
            new Chunk<>(start, after.subList(start, after.size() - end))));
    return patch;
  }

  private static int commonStart(List<String> one, List<String> other) {
    int at = 0;
    while (at < Math.min(one.size(), other.size()) && one.get(at).equals(other.get(at))) {
      at++;
    }
    return at;
  }

  /** How many lines there are that weren't, and how many there were that aren't. */
  String counts() {
    List<AbstractDelta<String>> deltas = patch.getDeltas();
    return deltas.isEmpty()
        ? "nothing changed"
        : "%d lines added, %d removed"
            .formatted(
                deltas.stream().mapToInt(delta -> delta.getTarget().size()).sum(),
                deltas.stream().mapToInt(delta -> delta.getSource().size()).sum());
  }

  /** A unified diff: a list of lines, each cut where it is long; empty without a difference. */
  List<String> unified(String name) {
    return UnifiedDiffUtils.generateUnifiedDiff(name, name, before, patch, CONTEXT).stream()
        .flatMap(String::lines)
        .map(line -> line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…")
        .toList();
  }

  /** Gives up on texts that are too different. */
  private static final class Limit implements DiffAlgorithmListener {
    @Override
    public void diffStart() {}

    @Override
    public void diffStep(int distance, int max) {
      if (distance > MAX_DISTANCE) {
        throw new TooDifferentException();
      }
    }

    @Override
    public void diffEnd() {}
  }

  private static final class TooDifferentException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    TooDifferentException() {
      super(null, null, false, false);
    }
  }
}
