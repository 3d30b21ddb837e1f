package dev.oxydra.embedder;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Cuts texts into the tokens of an uncased BERT model: words and punctuation, each in the longest
 * pieces that the vocabulary has.
 *
 * @see <a href="https://arxiv.org/abs/1810.04805">Devlin et al., BERT</a>
 * @see <a href="https://arxiv.org/abs/1609.08144">Wu et al., on WordPiece, section 4.1</a>
 */
final class WordPiece {
  /** What a longer word is in the vocabulary's own tokenizer: unknown. In characters. */
  private static final int LONGEST_WORD = 100;

  private static final String CONTINUED = "##";

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int first;
  private final int last;

  /**
   * @param vocabulary pieces and their numbers; pieces within a word begin with {@code ##}
   */
  WordPiece(Map<String, Integer> vocabulary) {
    this.vocabulary = Map.copyOf(vocabulary);
    this.unknown = number("[UNK]");
    this.first = number("[CLS]");
    this.last = number("[SEP]");
  }

  private int number(String piece) {
    Integer number = vocabulary.get(piece);
    if (number == null) {
      throw new IllegalArgumentException("The vocabulary has no " + piece);
    }
    return number;
  }

  /**
   * The numbers of a text's tokens, between those that begin and end a text.
   *
   * @param limit how many at most, 2 or more; the rest of the text is left out
   */
  long[] encode(String text, int limit) {
    long[] tokens = new long[limit];
    int count = 0;
    tokens[count++] = first;
    // A token has a character or more: what is beyond can't be among them.
    for (String word : words(start(text, limit * LONGEST_WORD))) {
      for (int piece : pieces(word)) {
        if (count < limit - 1) {
          tokens[count++] = piece;
        }
      }
      if (count == limit - 1) {
        break;
      }
    }
    tokens[count++] = last;
    return Arrays.copyOf(tokens, count);
  }

  private static String start(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** Words, punctuation marks and Chinese characters, in lower case and without accents. */
  static List<String> words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    // Small one by one: in a string the last sigma of a word is another.
    plain
        .codePoints()
        .forEach(c -> {
          if (isSpace(c)) {
            end(word, words);
          } else if (isPunctuation(c) || isChinese(c)) {
            end(word, words);
            words.add(Character.toString(c));
          } else if (isSaid(c)) {
            word.appendCodePoint(Character.toLowerCase(c));
          }
        });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  /** Accents and what has no shape are not said. */
  private static boolean isSaid(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE ->
          false;
      default -> c != 0xfffd;
    };
  }

  /** All of ASCII that is neither letter nor digit counts, and what Unicode calls punctuation. */
  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** The blocks that the model's own tokenizer takes for Chinese: not those of Japanese kana. */
  private static boolean isChinese(int c) {
    return (c >= 0x4e00 && c <= 0x9fff)
        || (c >= 0x3400 && c <= 0x4dbf)
        || (c >= 0x20000 && c <= 0x2a6df)
        || (c >= 0x2a700 && c <= 0x2ceaf)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0x2f800 && c <= 0x2fa1f);
  }

  /** The longest piece from the left that there is, and so on; a word with a rest is unknown. */
  private int[] pieces(String word) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      return new int[] {unknown};
    }
    int[] pieces = new int[word.length()];
    int count = 0;
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      Integer found = null;
      while (to > from && found == null) {
        String piece = word.substring(from, to);
        found = vocabulary.get(from == 0 ? piece : CONTINUED + piece);
        to -= found == null ? 1 : 0;
      }
      if (found == null) {
        return new int[] {unknown};
      }
      pieces[count++] = found;
      from = to;
    }
    return Arrays.copyOf(pieces, count);
  }
}
