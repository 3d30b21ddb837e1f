package dev.oxydra.tui;

/**
 * Which of the messages' rows are seen. Their place is counted from the top, so that an answer that
 * grows at the bottom moves nothing that somebody reads further up.
 *
 * @param top the first row that is seen, from 0
 * @param page how many rows are seen
 * @param following whether it stays at the bottom
 * @param to the event of the message that is to be seen first; 0 for none
 */
record Scroll(int top, int page, boolean following, long to) {
  static final Scroll BOTTOM = new Scroll(0, 1, true);

  Scroll(int top, int page, boolean following) {
    this(top, page, following, 0);
  }

  /** With a message at the top. */
  Scroll to(long seq) {
    return new Scroll(top, page, false, seq);
  }

  /** With a row at the top. */
  Scroll at(int row) {
    return new Scroll(row, page, false);
  }

  Scroll pageUp() {
    return new Scroll(Math.max(0, top - step()), page, false);
  }

  Scroll pageDown() {
    return new Scroll(top + step(), page, following);
  }

  /** A page, with one row of the one before for the eye to hold on to. */
  private int step() {
    return Math.max(1, page - 1);
  }

  /** What is seen of {@code rows} in a pane of {@code height}; at the bottom it follows again. */
  Scroll within(int rows, int height) {
    int bottom = Math.max(0, rows - height);
    boolean down = following || top >= bottom;
    return new Scroll(down ? bottom : top, height, down);
  }
}
