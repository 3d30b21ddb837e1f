package dev.oxydra.tui;

import java.time.Instant;

/**
 * The oldest question about a tool call, with all of the call, over the conversation.
 *
 * @param top the first row of the call that is seen, from 0
 * @param note what the answer is to say besides; empty for nothing
 * @param noting whether it is being typed
 * @param always whether the person is asked once more whether it is for good
 * @param since when it was shown: who was typing just then didn't mean to answer
 */
record QuestionCard(int top, String note, boolean noting, boolean always, Instant since)
    implements Panel {
  static QuestionCard at(Instant now) {
    return new QuestionCard(0, "", false, false, now);
  }

  QuestionCard scrolled(int row) {
    return new QuestionCard(Math.max(0, row), note, noting, always, since);
  }

  QuestionCard noting(String text) {
    return new QuestionCard(top, text, true, false, since);
  }

  QuestionCard noted() {
    return new QuestionCard(top, note, false, false, since);
  }

  QuestionCard always(boolean asking) {
    return new QuestionCard(top, note, noting, asking, since);
  }
}
