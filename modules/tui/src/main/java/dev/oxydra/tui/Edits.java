package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;

/**
 * What undo brings back, and what was cut.
 *
 * @param before the drafts of before, the latest last
 * @param typing whether the last change was a character that continues the one before it
 * @param cut the text that was cut last, empty for none
 */
record Edits(List<Draft> before, boolean typing, String cut) {
  private static final int MAX = 200;

  static final Edits NONE = new Edits(List.of(), false, "");

  Edits {
    before = List.copyOf(before);
  }

  /** A draft becomes another one; words that are typed are undone as one. */
  Edits change(Draft from, Draft to) {
    if (from.text().equals(to.text())) {
      return new Edits(before, false, cut);
    }
    boolean typed =
        to.cursor() == from.cursor() + 1
            && to.text().length() == from.text().length() + 1
            && !Character.isWhitespace(to.text().charAt(from.cursor()));
    if (typed && typing) {
      return this;
    }
    List<Draft> longer = new ArrayList<>(before);
    longer.add(from);
    if (longer.size() > MAX) {
      longer.removeFirst();
    }
    return new Edits(longer, typed, cut);
  }

  Edits cutting(String text) {
    return text.isEmpty() ? this : new Edits(before, false, text);
  }

  Edits undone() {
    return new Edits(before.subList(0, before.size() - 1), false, cut);
  }
}
