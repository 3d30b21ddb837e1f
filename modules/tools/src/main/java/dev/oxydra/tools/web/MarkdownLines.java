package dev.oxydra.tools.web;

import java.util.ArrayList;
import java.util.List;

/** Text in lines, of which each begins as the quotations and lists want it that it is in. */
final class MarkdownLines {
  /** Deeper ones are written at this depth: a page must not make every line long. */
  private static final int DEEPEST = 12;

  private final int most;
  private final StringBuilder out = new StringBuilder();
  private final List<String> prefixes = new ArrayList<>();
  private String marker = "";
  private int breaks;

  /** How few prefixes there were since the last line: an empty one is in no more than these. */
  private int shallowest = Integer.MAX_VALUE;

  private boolean space;

  /**
   * @param most after how many characters it is full
   */
  MarkdownLines(int most) {
    this.most = most;
  }

  /** Words; white space between them is one space. */
  void words(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        space = true;
      } else {
        begin();
        out.append(c);
      }
    }
  }

  /** Text as it is, which may have lines. */
  void verbatim(String text) {
    for (String line : text.split("\n", -1)) {
      begin();
      out.append(line);
      line();
    }
  }

  /** What follows is on a line of its own. */
  void line() {
    breakUp(1);
  }

  /** What follows has an empty line before it. */
  void block() {
    breakUp(2);
  }

  private void breakUp(int least) {
    breaks = Math.max(breaks, least);
    shallowest = Math.min(shallowest, prefixes.size());
  }

  /** What follows, up to {@link #leave}, has this before each line. */
  void enter(String prefix) {
    prefixes.add(prefix);
  }

  /** What follows, up to {@link #leave}, is an item of a list. */
  void item(String bullet) {
    line();
    prefixes.add(" ".repeat(bullet.length()));
    marker = bullet;
  }

  void leave() {
    prefixes.removeLast();
    marker = "";
    shallowest = Math.min(shallowest, prefixes.size());
  }

  private void begin() {
    if (breaks > 0 || out.isEmpty()) {
      int empty = out.isEmpty() ? 0 : breaks;
      for (int i = 0; i < empty; i++) {
        out.append('\n');
        if (i + 1 < empty) {
          out.append(prefix(Math.min(shallowest, prefixes.size())).stripTrailing());
        }
      }
      boolean first = !marker.isEmpty() && prefixes.size() <= DEEPEST;
      out.append(prefix(first ? prefixes.size() - 1 : prefixes.size())).append(marker);
      marker = "";
      breaks = 0;
      shallowest = Integer.MAX_VALUE;
    } else if (space) {
      out.append(' ');
    }
    space = false;
  }

  private String prefix(int depth) {
    return String.join("", prefixes.subList(0, Math.min(depth, DEEPEST)));
  }

  /** Whether there is as much as there may be. */
  boolean isFull() {
    return out.length() > most;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
