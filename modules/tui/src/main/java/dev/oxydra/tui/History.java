package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was sent before.
 *
 * @param sent the oldest first
 * @param place which one is shown; its size for the draft of now
 * @param kept the draft of now while one of these is shown
 * @param query what is searched for in them; null while nothing is
 */
record History(List<String> sent, int place, Draft kept, @Nullable String query) {
  static final int MAX = 1000;

  static final History EMPTY = new History(List.of(), 0, Draft.EMPTY, null);

  History {
    sent = List.copyOf(sent);
  }

  /** With one more at its end; one that is in it already moves there. */
  History with(String text) {
    List<String> longer = new ArrayList<>(sent);
    longer.remove(text);
    longer.add(text);
    if (longer.size() > MAX) {
      longer.removeFirst();
    }
    return new History(longer, longer.size(), Draft.EMPTY, null);
  }

  History without(String text) {
    List<String> left = new ArrayList<>(sent);
    return left.remove(text) ? new History(left, left.size(), Draft.EMPTY, null) : this;
  }

  boolean isAtStart() {
    return place == 0;
  }

  boolean isAtEnd() {
    return place >= sent.size();
  }

  /** The draft that is shown one place before {@code draft}. */
  History back(Draft draft) {
    return new History(sent, place - 1, isAtEnd() ? draft : kept, query);
  }

  History forth() {
    return new History(sent, place + 1, kept, query);
  }

  Draft shown() {
    return isAtEnd() ? kept : Draft.at(sent.get(place));
  }

  boolean isSearching() {
    return query != null;
  }

  /** Begins a search, or takes up one with other words; what it finds is what it shows. */
  History searching(Draft draft, String words) {
    Draft now = isAtEnd() && query == null ? draft : kept;
    return new History(sent, sent.size(), now, words).older();
  }

  /** The next older one that has the words; the same one where there is none. */
  History older() {
    String words = query == null ? "" : query.toLowerCase(Locale.ROOT);
    for (int i = Math.min(place, sent.size()) - 1; i >= 0 && !words.isEmpty(); i--) {
      if (sent.get(i).toLowerCase(Locale.ROOT).contains(words)) {
        return new History(sent, i, kept, query);
      }
    }
    return this;
  }

  /** What was found stays as the draft, or the draft of before comes back. */
  History searched() {
    return new History(sent, sent.size(), Draft.EMPTY, null);
  }
}
