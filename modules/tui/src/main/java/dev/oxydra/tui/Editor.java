package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;

/**
 * The draft and what was sent before it.
 *
 * @param place which of the history is shown; its size for the draft of now
 * @param kept the draft of now while the history is shown
 */
record Editor(Draft draft, List<String> history, int place, Draft kept) {
  private static final int MAX_HISTORY = 200;

  static final Editor EMPTY = new Editor(Draft.EMPTY, List.of(), 0, Draft.EMPTY);

  Editor {
    history = List.copyOf(history);
  }

  Editor with(Draft changed) {
    return new Editor(changed, history, place, kept);
  }

  /** An empty draft, with {@code text} as the last of the history. */
  Editor sent(String text) {
    return remember(text).with(Draft.EMPTY);
  }

  Editor remember(String text) {
    List<String> longer = new ArrayList<>(history);
    longer.remove(text);
    longer.add(text);
    if (longer.size() > MAX_HISTORY) {
      longer.removeFirst();
    }
    return new Editor(draft, longer, longer.size(), Draft.EMPTY);
  }

  /** Without a text in the history. */
  Editor forget(String text) {
    List<String> left = new ArrayList<>(history);
    return left.remove(text) ? new Editor(draft, left, left.size(), Draft.EMPTY) : this;
  }

  /** One line up, or on the first line the one sent before. */
  Editor up() {
    if (!draft.onFirstLine()) {
      return with(draft.up());
    }
    if (place == 0) {
      return this;
    }
    Draft now = place == history.size() ? draft : kept;
    return new Editor(Draft.at(history.get(place - 1)), history, place - 1, now);
  }

  /** One line down, or on the last line the one sent after. */
  Editor down() {
    if (!draft.onLastLine()) {
      return with(draft.down());
    }
    if (place >= history.size()) {
      return this;
    }
    int next = place + 1;
    Draft shown = next == history.size() ? kept : Draft.at(history.get(next));
    return new Editor(shown, history, next, kept);
  }
}
