package dev.oxydra.memory;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says, as far as its words tell: those that carry something, its numbers, and whether
 * it says no.
 */
record Likeness(Set<String> words, Set<String> numbers, boolean negated) {
  /** What is shorter says too little to be compared. */
  private static final int FEWEST = 2;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}]+)?");
  private static final Pattern ACCENT = Pattern.compile("\\p{M}+");

  /** In which words have no spaces between them. */
  private static final Pattern UNSPACED =
      Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]+");

  private static final Set<String> NEGATIONS =
      Set.of(
          "not", "no", "never", "without", "none", "nicht", "kein", "keine", "nie", "non", "pas");

  /** English function words; of other languages' there are too many to be worth it. */
  private static final Set<String> EMPTY =
      Set.of(
          "a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do",
          "does", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if", "in", "into",
          "is", "it", "its", "me", "my", "of", "on", "or", "our", "she", "so", "some", "that",
          "the", "their", "them", "then", "there", "they", "this", "to", "up", "was", "we", "were",
          "what", "when", "which", "who", "will", "with", "would", "you", "your", "user", "users");

  Likeness {
    words = Set.copyOf(words);
    numbers = Set.copyOf(numbers);
  }

  static Likeness of(String text) {
    String plain =
        ACCENT
            .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
            .replaceAll("")
            .toLowerCase(Locale.ROOT);
    Set<String> words = new LinkedHashSet<>();
    Set<String> numbers = new LinkedHashSet<>();
    boolean negated = false;
    Matcher found = WORD.matcher(plain);
    while (found.find()) {
      String word = found.group();
      negated |= NEGATIONS.contains(word) || word.endsWith("n't") || word.endsWith("n’t");
      if (Character.isDigit(word.charAt(0))) {
        numbers.add(word);
      }
      add(word, words);
    }
    return new Likeness(words, numbers, negated);
  }

  private static void add(String word, Set<String> words) {
    if (UNSPACED.matcher(word).matches()) {
      for (int i = 0; i + 1 < word.length(); i++) {
        words.add(word.substring(i, i + 2));
      }
      words.add(word.substring(0, 1));
    } else if (!NEGATIONS.contains(word)) {
      String stem = stem(word);
      if (!EMPTY.contains(word) && !EMPTY.contains(stem)) {
        words.add(stem);
      }
    }
  }

  /** Plurals and possessives are the same word: no more is needed to compare two sentences. */
  private static String stem(String word) {
    String bare = word.replaceAll("['’]s?$", "");
    return bare.length() > 3 && bare.endsWith("s") && !bare.endsWith("ss")
        ? bare.substring(0, bare.length() - 1)
        : bare;
  }

  /** How much of this the other says too: 0 to 1. */
  double within(Likeness other) {
    return words.isEmpty() ? 0 : (double) shared(other) / words.size();
  }

  private int shared(Likeness other) {
    int shared = 0;
    for (String word : words) {
      shared += other.words.contains(word) ? 1 : 0;
    }
    return shared;
  }

  private boolean agreesWith(Likeness other) {
    return numbers.equals(other.numbers) && negated == other.negated;
  }

  /** Whether this says all that the other one does. */
  boolean covers(Likeness other) {
    return !words.isEmpty()
        && numbers.containsAll(other.numbers)
        && negated == other.negated
        && (words.equals(other.words) || (other.isTelling() && other.within(this) == 1));
  }

  /** Whether both say the same, but for a word in seven. */
  boolean isNear(Likeness other) {
    int shared = shared(other);
    return agreesWith(other)
        && isTelling()
        && shared > 0.85 * (words.size() + other.words.size() - shared);
  }

  /**
   * Whether both speak of the same and each says something about it that the other doesn't: half of
   * the words of the shorter one are in the other, or it is numbers or a no that differ.
   */
  boolean contradicts(Likeness other) {
    int shared = shared(other);
    int fewer = Math.min(words.size(), other.words.size());
    boolean same = shared > 0 && 2 * shared >= fewer && fewer * 2 >= longer(other);
    boolean differ = !agreesWith(other) || (shared < words.size() && shared < other.words.size());
    return same && differ;
  }

  private int longer(Likeness other) {
    return Math.max(words.size(), other.words.size());
  }

  private boolean isTelling() {
    return words.size() >= FEWEST;
  }
}
