package dev.oxydra.channels;

import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a turn has said so far, and what it is doing. Used by one thread. */
final class LiveTurn {
  /** How much of a prompt from elsewhere is quoted. */
  private static final int MOST_QUOTED = 200;

  private static final int MOST_STATUS = 80;

  private final TurnId turn;
  private final List<String> said = new ArrayList<>();
  private final StringBuilder saying = new StringBuilder();
  private final long since;
  private String quote = "";
  private String status = "";

  /** The message in which it is shown while it runs. */
  @Nullable String messageId;

  /** What that shows. */
  String shown = "";

  /** When it was changed last, and when it may be again, by {@link System#nanoTime}. */
  long changedAt;

  /**
   * @param since by {@link System#nanoTime}
   */
  LiveTurn(TurnId turn, long since) {
    this.turn = turn;
    this.since = since;
    this.changedAt = since;
  }

  TurnId turn() {
    return turn;
  }

  long since() {
    return since;
  }

  /** What it was asked elsewhere, which is not seen here. */
  void asked(String prompt) {
    String line = prompt.strip().replaceAll("\\s+", " ");
    int end = Math.min(line.length(), MOST_QUOTED);
    if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    quote = "> " + line.substring(0, end) + (end < line.length() ? "…" : "");
  }

  void delta(String text) {
    saying.append(text);
    status = "";
  }

  /** A whole message, in the place of what was streamed of it. */
  void said(String text) {
    saying.setLength(0);
    if (!text.isBlank()) {
      said.add(text.strip());
    }
  }

  /** What it is doing, of one line; empty for writing. */
  void doing(String what) {
    String line = what.replaceAll("\\s+", " ");
    status = line.length() > MOST_STATUS ? line.substring(0, MOST_STATUS) + "…" : line;
  }

  /** All that it has said. */
  String text() {
    List<String> parts = new ArrayList<>(said);
    if (!quote.isEmpty()) {
      parts.addFirst(quote);
    }
    if (!saying.toString().isBlank()) {
      parts.add(saying.toString().strip());
    }
    return String.join("\n\n", parts);
  }

  /** Whether it has said anything itself. */
  boolean isSilent() {
    return said.isEmpty() && saying.toString().isBlank();
  }

  /** What is seen of it while it runs, of which only the first piece is. */
  String whileRunning(Messenger messenger, long now) {
    String text = text();
    String first = text.isEmpty() ? "" : messenger.pieces(text).getFirst();
    long seconds = (now - since) / 1_000_000_000;
    String doing =
        status.isEmpty()
            ? isSilent() ? "" : "…"
            : "*%s · %s*".formatted(status.replace("*", "∗"), time(seconds / 5 * 5));
    String both = first + (first.isEmpty() || doing.isEmpty() ? "" : "\n\n") + doing;
    // With the status it may have become too long for one message.
    return messenger.pieces(both).size() <= 1 ? both : first;
  }

  private static String time(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
  }
}
