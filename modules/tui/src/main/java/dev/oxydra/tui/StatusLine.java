package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.StartupStatus;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last row: connection, who and where, what runs, and in what sandbox. */
final class StatusLine {
  private static final String ONLINE = " ●";

  /** From how many percent on the context is told as nearly full. */
  private static final int FULL = 80;

  private static final int BAR = 8;

  private StatusLine() {}

  static Line of(Screen screen, Instant now, int columns) {
    List<Span> spans = new ArrayList<>();
    spans.add(connection(screen.link(), now));
    Conversation conversation = screen.conversation();
    RunningTurn running = conversation.turns().running();
    if (running != null) {
      spans.add(new Span(Style.STRONG, running(running, now, columns)));
    }
    Session session = screen.session();
    String who = screen.user().value();
    spans.add(new Span(Style.QUIET, who + (session == null ? "" : " · " + session.label())));
    String model = ModelChoice.label(screen);
    if (model != null) {
      spans.add(new Span(Style.QUIET, PlainText.line(model)));
    }
    addUse(spans, conversation);
    addGuest(spans, screen.guest());
    return fitted(spans, columns);
  }

  private static Span connection(LinkState link, Instant now) {
    return switch (link) {
      case LinkState.Connecting connecting -> new Span(Style.WARNING, " ○ connecting");
      case LinkState.Online online -> new Span(Style.GOOD, ONLINE);
      case LinkState.Offline offline ->
          new Span(
              Style.ERROR,
              " ○ not connected: %s; trying again in %d s"
                  .formatted(offline.reason(), Durations.seconds(now, offline.retryAt())));
    };
  }

  /** What it is doing may take half of the row: why a model is asked again is worth reading. */
  private static String running(RunningTurn running, Instant now, int columns) {
    String doing =
        running.cancelling()
            ? "cancelling"
            : DisplayWidth.shorten(running.doing(), Math.max(30, columns / 2));
    return doing + " " + Durations.clock(Durations.seconds(running.since(), now));
  }

  /** How full the context is, what the turn has taken, and what the session has cost. */
  private static void addUse(List<Span> spans, Conversation conversation) {
    Used used = conversation.used();
    if (used.limit() != null && used.limit() > 0) {
      long percent = 100 * used.context() / used.limit();
      Style style = percent < FULL ? Style.QUIET : Style.WARNING;
      spans.add(new Span(style, bar(used.context(), used.limit()) + " " + percent + " %"));
    }
    if (used.turn() != null) {
      spans.add(new Span(Style.QUIET, "↑" + tokens(used.sent()) + " ↓" + tokens(used.received())));
    }
    if (used.sessionCost() != null) {
      spans.add(
          new Span(
              Style.QUIET,
              "$" + used.sessionCost().setScale(3, RoundingMode.HALF_UP).toPlainString()));
    }
    int waiting = conversation.turns().queue().size();
    if (waiting > 0) {
      spans.add(new Span(Style.STRONG, waiting + " waiting"));
    }
  }

  private static String bar(long part, long whole) {
    int filled = Math.clamp(Math.ceilDiv(part * BAR, whole), 0, BAR);
    return "█".repeat(filled) + "·".repeat(BAR - filled);
  }

  private static String tokens(long count) {
    return count < 1000
        ? Long.toString(count)
        : count < 1_000_000
            ? String.format(Locale.ROOT, "%.1fk", count / 1e3)
            : String.format(Locale.ROOT, "%.1fM", count / 1e6);
  }

  private static void addGuest(List<Span> spans, @Nullable StartupStatus guest) {
    if (guest == null) {
      return;
    }
    spans.add(new Span(Style.QUIET, guest.sandboxTier()));
    if (!guest.degradedReasons().isEmpty()) {
      spans.add(
          new Span(
              Style.WARNING,
              guest.degradedReasons().stream()
                  .map(reason -> reason.code().replace('_', ' '))
                  .collect(Collectors.joining(", ", "! ", ""))));
    }
  }

  /** With dots between, and cut at the right edge. */
  private static Line fitted(List<Span> spans, int columns) {
    List<Span> fitting = new ArrayList<>();
    int room = columns - 1;
    for (Span span : spans) {
      String text = gap(fitting) + PlainText.of(span.text());
      String shown = DisplayWidth.shorten(text, room);
      room -= DisplayWidth.of(shown);
      fitting.add(new Span(span.style(), shown));
    }
    return new Line(fitting);
  }

  /** The sign of a standing connection has no dot after it. */
  private static String gap(List<Span> before) {
    if (before.isEmpty()) {
      return "";
    }
    return before.size() == 1 && before.getFirst().text().equals(ONLINE) ? " " : " · ";
  }
}
