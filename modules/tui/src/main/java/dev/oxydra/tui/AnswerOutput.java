package dev.oxydra.tui;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Where an answer is written, as it comes. It ends with one line feed, so those at an end of a text
 * are held back until more follows.
 */
final class AnswerOutput {
  private static final String BLANK_LINE = "\n\n";

  private final Writer out;
  private final boolean terminal;
  private String unfinished = "";
  private String held = "";
  private boolean written;
  private boolean atLineStart = true;
  private boolean closed;

  /**
   * @param terminal whether it is one, which nothing in the text may steer
   */
  AnswerOutput(OutputStream out, boolean terminal) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    this.terminal = terminal;
  }

  /** More of the text. */
  void write(String text) {
    if (!terminal) {
      holding(text);
      return;
    }
    String all = unfinished + text;
    int end = PlainText.unfinished(all);
    unfinished = all.substring(end);
    holding(PlainText.of(all.substring(0, end)));
  }

  private void holding(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    if (end == 0) {
      held += text;
      return;
    }
    put(held + text.substring(0, end));
    held = text.substring(end);
  }

  private void finish() {
    String rest = unfinished;
    unfinished = "";
    holding(PlainText.of(rest));
  }

  /** What follows comes after a blank line. */
  void separate() {
    finish();
    held = written ? BLANK_LINE : "";
  }

  /** A line that is written as it is. */
  void line(String line) {
    put(line + "\n");
  }

  /** Lets a line of something else come on the same terminal; false in the middle of a text. */
  boolean giveWay() {
    if (terminal && !atLineStart) {
      if (!held.equals(BLANK_LINE)) {
        return false;
      }
      put("\n");
      held = "\n";
    }
    return true;
  }

  /** Nothing follows. */
  void end() {
    finish();
    held = "";
    if (!atLineStart) {
      put("\n");
    }
  }

  /** Whether nobody takes what is written any more. */
  boolean isClosed() {
    return closed;
  }

  private void put(String text) {
    if (closed) {
      return;
    }
    try {
      out.write(text);
      out.flush();
      written = true;
      atLineStart = text.endsWith("\n");
    } catch (IOException e) {
      closed = true; // Such as a pipe to a program that has read enough.
    }
  }
}
