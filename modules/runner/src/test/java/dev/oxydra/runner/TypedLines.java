package dev.oxydra.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Answers that were written down before. */
final class TypedLines implements LineInput {
  private final Deque<String> lines = new ArrayDeque<>();

  void set(String... typed) {
    lines.clear();
    lines.addAll(List.of(typed));
  }

  @Override
  public String read() {
    return lines.poll();
  }

  @Override
  public String readHidden(Runnable question) {
    question.run();
    return read();
  }
}
