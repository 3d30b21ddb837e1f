package dev.oxydra.tui;

/**
 * The messages of one turn, each character once: what streams is told again after a lost
 * connection, and all of a message when it is committed.
 */
final class AnswerText {
  private final AnswerOutput out;

  /** What has been written of the message that streams. */
  private final StringBuilder written = new StringBuilder();

  /** How much of it this connection has told. */
  private int told;

  AnswerText(AnswerOutput out) {
    this.out = out;
  }

  /** A connection tells what streams from its beginning. */
  void connected() {
    told = 0;
  }

  /** More of the message that streams. */
  void delta(String text) {
    int known = Math.min(written.length() - told, text.length());
    told += text.length();
    add(text.substring(known));
  }

  private void add(String text) {
    if (!text.isEmpty()) {
      written.append(text);
      out.write(text);
    }
  }

  /** The message as it is in the journal; the next one follows. */
  void committed(String text) {
    if (!text.startsWith(written.toString())) {
      next(); // What was shown was not it.
    }
    add(text.substring(written.length()));
    next();
  }

  private void next() {
    if (!written.isEmpty()) {
      out.separate();
    }
    written.setLength(0);
    told = 0;
  }
}
