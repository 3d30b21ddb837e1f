package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.StartupStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last row: connection, who and where, what runs, and in what sandbox. */
final class StatusLine {
  private static final String ONLINE = " ●";

  private StatusLine() {}

  static Line of(Screen screen, Instant now, int columns) {
    List<Span> spans = new ArrayList<>();
    spans.add(connection(screen.link(), now));
    RunningTurn running = screen.conversation().running();
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
