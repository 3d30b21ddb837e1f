package dev.oxydra.testing;

import dev.oxydra.types.MessageNode;
import dev.oxydra.types.SearchHit;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words in texts, without regard to case and accents. */
final class InMemorySearch {
  private static final int SNIPPET = 200;

  private final List<String> words;

  InMemorySearch(String query) {
    this.words = words(query);
  }

  private static List<String> words(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT);
    return Arrays.stream(plain.split("[^\\p{L}\\p{N}\\p{Co}]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** The message when it has all the words; the more of it they are, the better it is. */
  Optional<SearchHit> hit(MessageNode message) {
    List<String> text = words(message.text());
    if (words.isEmpty() || text.isEmpty()) {
      return Optional.empty();
    }
    List<String> whole = words.subList(0, words.size() - 1);
    boolean found =
        text.containsAll(whole) && text.stream().anyMatch(word -> word.startsWith(words.getLast()));
    String snippet = message.text().substring(0, Math.min(SNIPPET, message.text().length()));
    return found
        ? Optional.of(
            new SearchHit(
                message.sessionId(), message.seq(), snippet, (double) words.size() / text.size()))
        : Optional.empty();
  }
}
