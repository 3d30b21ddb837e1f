package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.StartupStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    addUse(spans, screen);
    addMode(spans, screen.overview().mode());
    addGuest(spans, screen.overview().guest());
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
  private static void addUse(List<Span> spans, Screen screen) {
    Conversation conversation = screen.conversation();
    Used used = conversation.used();
    if (used.limit() != null && used.limit() > 0) {
      long percent = 100 * used.context() / used.limit();
      Style style = percent < FULL ? Style.QUIET : Style.WARNING;
      spans.add(
          new Span(
              style, ContextView.bar(used.context(), used.limit(), BAR) + " " + percent + " %"));
    }
    if (used.turn() != null) {
      spans.add(new Span(Style.QUIET, "↑" + tokens(used.sent()) + " ↓" + tokens(used.received())));
    }
    String cost = cost(used, screen.overview().today());
    if (!cost.isEmpty()) {
      spans.add(new Span(Style.QUIET, cost));
    }
    int waiting = conversation.turns().queue().size();
    if (waiting > 0) {
      spans.add(new Span(Style.STRONG, waiting + " waiting"));
    }
  }

  /** Of the turn, the session and today, as far as prices are known. */
  private static String cost(Used used, @Nullable BigDecimal today) {
    return Stream.of(used.turnCost(), used.sessionCost(), today)
        .filter(Objects::nonNull)
        .map(cost -> cost.setScale(3, RoundingMode.HALF_UP).toPlainString())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining("/"), costs -> costs.isEmpty() ? "" : "$" + costs));
  }

  /** What the user is asked about; where nobody is asked, that is worth a look. */
  private static void addMode(List<Span> spans, @Nullable ApprovalMode mode) {
    if (mode != null) {
      Style style = mode == ApprovalMode.FULL ? Style.WARNING : Style.QUIET;
      spans.add(new Span(style, Surroundings.word(mode)));
    }
  }

  static String tokens(long count) {
    if (count < 1000) {
      return Long.toString(count);
    }
    boolean thousands = count < 1_000_000;
    String number = String.format(Locale.ROOT, "%.1f", count / (thousands ? 1e3 : 1e6));
    String round = number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    return round + (thousands ? "k" : "M");
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
