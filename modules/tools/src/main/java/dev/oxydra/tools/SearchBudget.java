package dev.oxydra.tools;

import java.util.regex.Pattern;

/** Bounds what a regular expression may cost: some take for ever on some texts. */
final class SearchBudget {
  private static final long MAX_STEPS = 2_000_000_000L;
  private static final int MAX_LINE = 10_000;

  private long steps;

  boolean finds(Pattern pattern, String line) {
    CharSequence part = line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE);
    try {
      return pattern.matcher(new Counted(part)).find();
    } catch (StackOverflowError e) {
      throw new WorkspaceException("/regex: too complex for a line of the files", e);
    }
  }

  private void count() {
    if (++steps > MAX_STEPS || ((steps & 0xffff) == 0 && Thread.currentThread().isInterrupted())) {
      throw new WorkspaceException("/regex: takes too long; make it simpler");
    }
  }

  /** A text that counts how often it is looked at. */
  private final class Counted implements CharSequence {
    private final CharSequence text;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      count();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
