package dev.oxydra.memory.recall;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a text into passages: at the ends of paragraphs where that gives some of a good length,
 * else of sentences, else of words. Nothing but white space is lost.
 */
final class Chunker {
  /**
   * What a small sentence model reads well, about 120 words of English. Shorter passages are found
   * more exactly, longer ones say more.
   */
  static final int MAX_CHARS = 720;

  /** From here on the end of a paragraph is a good place to split. */
  private static final int MIN_CHARS = 360;

  private final List<String> passages = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();

  private Chunker() {}

  /** The passages, in order; none of a text without anything but white space. */
  static List<String> split(String text) {
    String clean = text.strip();
    if (clean.isEmpty()) {
      return List.of();
    }
    if (clean.length() <= MAX_CHARS) {
      return List.of(clean);
    }
    Chunker chunker = new Chunker();
    for (String paragraph : clean.split("\\R\\s*\\R", -1)) {
      chunker.paragraph(paragraph.strip());
    }
    chunker.end();
    return List.copyOf(chunker.passages);
  }

  private void paragraph(String paragraph) {
    if (current.length() >= MIN_CHARS) {
      end();
    }
    if (!current.isEmpty() && current.length() + paragraph.length() + 2 <= MAX_CHARS) {
      current.append("\n\n").append(paragraph);
      return;
    }
    if (!current.isEmpty()) {
      current.append("\n\n");
    }
    pieces(paragraph, BreakIterator.getSentenceInstance(Locale.ROOT))
        .forEach(sentence -> sentence(sentence));
  }

  private void sentence(String sentence) {
    if (sentence.length() <= MAX_CHARS) {
      piece(sentence);
      return;
    }
    for (String word : pieces(sentence, BreakIterator.getLineInstance(Locale.ROOT))) {
      for (int from = 0; from < word.length(); ) {
        int to = cut(word, from);
        piece(word.substring(from, to));
        from = to;
      }
    }
  }

  /** Not within a pair of surrogates. */
  private static int cut(String word, int from) {
    int to = Math.min(word.length(), from + MAX_CHARS);
    return to < word.length() && Character.isSurrogatePair(word.charAt(to - 1), word.charAt(to))
        ? to - 1
        : to;
  }

  private void piece(String piece) {
    if (current.length() + piece.length() > MAX_CHARS) {
      end();
    }
    current.append(piece);
  }

  private static List<String> pieces(String text, BreakIterator breaks) {
    breaks.setText(text);
    List<String> pieces = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private void end() {
    String passage = current.toString().strip();
    if (!passage.isEmpty()) {
      passages.add(passage);
    }
    current.setLength(0);
  }
}
