package dev.oxydra.tui;

/**
 * The text being typed.
 *
 * @param cursor an index into the text, never inside a character
 */
record Draft(String text, int cursor) {
  static final Draft EMPTY = new Draft("", 0);

  static Draft at(String text) {
    return new Draft(text, text.length());
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  Draft insert(String more) {
    return new Draft(
        text.substring(0, cursor) + more + text.substring(cursor), cursor + more.length());
  }

  Draft left() {
    return new Draft(text, before());
  }

  Draft right() {
    return new Draft(text, after());
  }

  Draft backspace() {
    return remove(before(), cursor);
  }

  Draft delete() {
    return remove(cursor, after());
  }

  Draft deleteWord() {
    int start = cursor;
    while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    return remove(start, cursor);
  }

  Draft deleteNextWord() {
    return remove(cursor, wordEnd());
  }

  Draft wordLeft() {
    return new Draft(text, deleteWord().cursor);
  }

  Draft wordRight() {
    return new Draft(text, wordEnd());
  }

  private int wordEnd() {
    int end = cursor;
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  Draft deleteToStart() {
    return remove(lineStart(cursor), cursor);
  }

  /** The rest of the line; at a line's end, its line break. */
  Draft deleteToEnd() {
    int end = lineEnd(cursor);
    return remove(cursor, end == cursor && end < text.length() ? end + 1 : end);
  }

  Draft toLineStart() {
    return new Draft(text, lineStart(cursor));
  }

  Draft toLineEnd() {
    return new Draft(text, lineEnd(cursor));
  }

  boolean onFirstLine() {
    return lineStart(cursor) == 0;
  }

  boolean onLastLine() {
    return lineEnd(cursor) == text.length();
  }

  Draft up() {
    int start = lineStart(cursor);
    return start == 0 ? this : moveTo(lineStart(start - 1), cursor - start);
  }

  Draft down() {
    int end = lineEnd(cursor);
    return end == text.length() ? this : moveTo(end + 1, cursor - lineStart(cursor));
  }

  private Draft moveTo(int lineStart, int column) {
    int target = Math.min(lineStart + column, lineEnd(lineStart));
    boolean split =
        target > 0
            && target < text.length()
            && Character.isSurrogatePair(text.charAt(target - 1), text.charAt(target));
    return new Draft(text, split ? target - 1 : target);
  }

  private int before() {
    return cursor - DisplayWidth.lastCluster(text.substring(0, cursor)).length();
  }

  private int after() {
    return cursor + DisplayWidth.firstCluster(text.substring(cursor)).length();
  }

  private int lineStart(int index) {
    return text.lastIndexOf('\n', index - 1) + 1;
  }

  private int lineEnd(int index) {
    int end = text.indexOf('\n', index);
    return end < 0 ? text.length() : end;
  }

  private Draft remove(int from, int to) {
    return new Draft(text.substring(0, from) + text.substring(to), from);
  }
}
