package dev.oxydra.gateway;

/** A long text, handed over in chunks. */
final class ExportText {
  /** In UTF-16 units: at most 192 KiB of UTF-8, which takes three bytes for one at most. */
  private static final int CHUNK = 64 << 10;

  /** Takes the chunks in order. */
  interface Sink {
    /**
     * Takes the next one.
     *
     * @param index from 0
     * @param last whether it is the last one
     * @return false when nothing is taken any more
     */
    boolean take(int index, String chunk, boolean last);
  }

  private final Sink sink;
  private final StringBuilder pending = new StringBuilder();
  private int index;
  private boolean open = true;

  ExportText(Sink sink) {
    this.sink = sink;
  }

  /** Whether the sink takes more. */
  boolean isOpen() {
    return open;
  }

  void add(String text) {
    pending.append(text);
    int from = 0;
    while (open && pending.length() - from > CHUNK) {
      int to = from + CHUNK;
      if (Character.isHighSurrogate(pending.charAt(to - 1))) {
        to--;
      }
      open = sink.take(index++, pending.substring(from, to), false);
      from = to;
    }
    pending.delete(0, from);
  }

  /** Hands over the rest, which may be empty. */
  void end() {
    if (open) {
      open = sink.take(index, pending.toString(), true);
    }
  }
}
