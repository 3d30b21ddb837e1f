package dev.oxydra.channels.telegram;

import dev.oxydra.channels.telegram.Block.Kind;
import java.text.BreakIterator;
import java.util.Locale;

/**
 * Where a block that is too long is cut: between lines, else between words, else between
 * characters, as people count them.
 *
 * @param end of what comes before
 * @param next begin of what comes after; white space between is left out
 */
record Cut(int end, int next) {
  /** How many units beyond the room may belong to a character that begins before. */
  private static final int LOOK_AHEAD = 64;

  /** The last good place in the first {@code room} units; the block is longer than that. */
  static Cut of(Block block, int room) {
    String text = block.text();
    boolean code = block.kind() == Kind.PREFORMATTED;
    int line = text.lastIndexOf('\n', room);
    if (line >= room / 2) {
      return new Cut(line, code ? line + 1 : skip(text, line));
    }
    int word = lastSpace(text, room);
    if (word >= room / 2) {
      return code ? new Cut(word, word) : new Cut(word, skip(text, word));
    }
    int last = Math.max(line, word);
    if (last > 0 && !text.substring(0, last).isBlank()) {
      return new Cut(last, code && last != line ? last : code ? last + 1 : skip(text, last));
    }
    int between = between(text, room);
    return new Cut(between, between);
  }

  private static int lastSpace(String text, int room) {
    int at = Math.min(room, text.length() - 1);
    while (at > 0 && !Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at;
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** A character that has no end in sight is cut as well, but no surrogate pair is. */
  private static int between(String text, int room) {
    String window = text.substring(0, Math.min(text.length(), room + LOOK_AHEAD));
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(window);
    int at = characters.isBoundary(room) ? room : characters.preceding(room);
    if (at > 0) {
      return at;
    }
    return room > 1 && Character.isLowSurrogate(text.charAt(room)) ? room - 1 : room;
  }
}
