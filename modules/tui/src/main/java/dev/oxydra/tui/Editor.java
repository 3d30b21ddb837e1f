package dev.oxydra.tui;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The draft, what was sent before it, and what helps with writing it.
 *
 * @param choice which of the completions is chosen; {@link #NO_CHOICE} when they were closed
 * @param known what they know of
 * @param others what was being written in other sessions
 */
record Editor(
    Draft draft,
    History history,
    Edits edits,
    Pastes pastes,
    int choice,
    Known known,
    Map<SessionId, Writing> others) {
  static final int NO_CHOICE = -1;

  static final Editor EMPTY =
      new Editor(Draft.EMPTY, History.EMPTY, Edits.NONE, Pastes.NONE, 0, Known.NOTHING, Map.of());

  /** A message that is being written. */
  record Writing(Draft draft, Edits edits, Pastes pastes) {
    static final Writing NOTHING = new Writing(Draft.EMPTY, Edits.NONE, Pastes.NONE);
  }

  Editor {
    others = Map.copyOf(others);
  }

  /** Another session is shown: what was being written there is there again. */
  Editor moved(SessionId from, SessionId to) {
    Map<SessionId, Writing> left = new HashMap<>(others);
    left.put(from, new Writing(draft, edits, pastes));
    Writing there = Objects.requireNonNullElse(left.remove(to), Writing.NOTHING);
    return new Editor(there.draft, history, there.edits, there.pastes, 0, known, left);
  }

  /** The draft after a key. */
  Editor with(Draft changed) {
    int chosen = changed.text().equals(draft.text()) ? choice : 0;
    return new Editor(
        changed, history, edits.change(draft, changed), pastes, chosen, known, others);
  }

  private Editor with(History changed) {
    return new Editor(draft, changed, edits, pastes, choice, known, others);
  }

  private Editor with(Pastes changed) {
    return new Editor(draft, history, edits, changed, choice, known, others);
  }

  Editor with(Known now) {
    return new Editor(draft, history, edits, pastes, choice, now, others);
  }

  Editor choosing(int which) {
    return new Editor(draft, history, edits, pastes, which, known, others);
  }

  /** What is to be sent: long pastes are in it as they were. */
  String text() {
    return pastes.unfolded(draft.text()).strip();
  }

  /** With another draft: pastes and what is typed are the same in it. */
  Editor written(String text) {
    Editor now = with(Draft.at(text));
    return new Editor(now.draft, history, now.edits, pastes, NO_CHOICE, known, others);
  }

  /** An empty draft, with {@code text} as the last of the history. */
  Editor sent(String text) {
    return new Editor(Draft.EMPTY, history.with(text), Edits.NONE, Pastes.NONE, 0, known, others);
  }

  Editor remember(String text) {
    return with(history.with(text));
  }

  /** Without a text in the history. */
  Editor forget(String text) {
    return with(history.without(text));
  }

  /** With a pasted text at the cursor; a long one is shown as one line. */
  Editor paste(String text) {
    if (!Pastes.isLong(text)) {
      return with(draft.insert(text));
    }
    String sign = pastes.sign(text);
    Editor inserted = with(draft.insert(sign));
    return inserted.with(pastes.with(sign, text));
  }

  /** With a file at the cursor, which is sent with the message. */
  Editor attach(String name, Attachment file) {
    String sign = pastes.sign(name, file);
    return with(draft.insert(sign + " ")).with(pastes.with(sign, file));
  }

  /** A draft with less; what is gone can be put in again. */
  Editor cut(Draft shorter) {
    int gone = draft.text().length() - shorter.text().length();
    String text = draft.text().substring(shorter.cursor(), shorter.cursor() + gone);
    Editor cut = with(shorter);
    return new Editor(
        cut.draft, history, cut.edits.cutting(text), pastes, cut.choice, known, others);
  }

  Editor yank() {
    return with(draft.insert(edits.cut()));
  }

  Editor undo() {
    return edits.before().isEmpty()
        ? this
        : new Editor(edits.before().getLast(), history, edits.undone(), pastes, 0, known, others);
  }

  /** One line up, or on the first line the one sent before. */
  Editor up() {
    if (!draft.onFirstLine()) {
      return with(draft.up());
    }
    return history.isAtStart() ? this : showing(history.back(draft));
  }

  /** One line down, or on the last line the one sent after. */
  Editor down() {
    if (!draft.onLastLine()) {
      return with(draft.down());
    }
    return history.isAtEnd() ? this : showing(history.forth());
  }

  private Editor showing(History moved) {
    return new Editor(moved.shown(), moved, Edits.NONE, pastes, NO_CHOICE, known, others);
  }

  /** Finds the latest of the history with the words. */
  Editor search(String words) {
    return with(history.searching(draft, words));
  }

  Editor searchOlder() {
    return with(history.older());
  }

  /**
   * The search is over.
   *
   * @param take whether what was found becomes the draft
   */
  Editor searched(boolean take) {
    Draft now = take ? history.shown() : history.kept();
    return new Editor(
        now, history.searched(), edits.change(history.kept(), now), pastes, 0, known, others);
  }
}
