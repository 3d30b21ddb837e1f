package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.OverviewFrame.UsageOfDay;
import dev.oxydra.types.OverviewFrame.UsageReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /usage}: what models were used for, by day and by model. */
final class UsageView {
  private static final int BAR = 24;
  private static final int MILLION = 1_000_000;

  /** What was used together. */
  private record Sum(long calls, long sent, long received, @Nullable BigDecimal cost) {
    static final Sum NOTHING = new Sum(0, 0, 0, null);

    Sum plus(UsageOfDay more) {
      return new Sum(
          calls + more.calls(),
          sent + more.inputTokens(),
          received + more.outputTokens(),
          UsageView.plus(cost, more.costUsd()));
    }

    /** What bars show: millionths of a dollar, or tokens where nothing has a price. */
    long size(boolean priced) {
      return priced
          ? cost == null ? 0 : cost.multiply(BigDecimal.valueOf(MILLION)).longValue()
          : sent + received;
    }
  }

  private UsageView() {}

  static @Nullable BigDecimal plus(@Nullable BigDecimal some, @Nullable BigDecimal more) {
    if (some == null) {
      return more;
    }
    return more == null ? some : some.add(more);
  }

  /** Asks for it. */
  static Step run(Screen screen, Screen sent, String days) {
    if (days.isEmpty()) {
      return Requests.send(screen, sent, Requests.usage(null));
    }
    return days.matches("[1-9]\\d{0,2}")
        ? Requests.send(screen, sent, Requests.usage(Integer.valueOf(days)))
        : Step.of(screen.hinted("/usage takes a number of days, such as 7."));
  }

  static Screen receive(Screen screen, UsageReport report) {
    return Requests.isOf(Requests.TODAY, report.requestId())
        ? screen.with(screen.overview().spent(sum(report.days()).cost()))
        : screen.showing(sheet(report.days()));
  }

  private static Sum sum(List<UsageOfDay> days) {
    Sum sum = Sum.NOTHING;
    for (UsageOfDay day : days) {
      sum = sum.plus(day);
    }
    return sum;
  }

  private static Sheet sheet(List<UsageOfDay> days) {
    if (days.isEmpty()) {
      return Sheet.of("Usage", "No model has been used in these days.");
    }
    Sum all = sum(days);
    List<Line> lines = new ArrayList<>();
    lines.add(Line.of(Style.PLAIN, "In all " + told(all)));
    lines.addAll(bars("By day (UTC)", days, it -> it.day().toString(), all.cost() != null));
    lines.addAll(
        bars("By model", days, it -> it.provider() + "/" + it.model(), all.cost() != null));
    return Sheet.of("Usage", lines);
  }

  private static List<Line> bars(
      String title, List<UsageOfDay> days, Function<UsageOfDay, String> key, boolean priced) {
    Map<String, Sum> sums = new TreeMap<>();
    days.forEach(day ->
        sums.merge(
            PlainText.line(key.apply(day)), Sum.NOTHING.plus(day), (some, _) -> some.plus(day)));
    long most = sums.values().stream().mapToLong(sum -> sum.size(priced)).max().orElse(1);
    int width = sums.keySet().stream().mapToInt(DisplayWidth::of).max().orElse(0);
    List<Line> lines = new ArrayList<>();
    lines.add(Line.BLANK);
    lines.add(Line.of(Style.HEADING, title));
    sums.forEach((name, sum) ->
        lines.add(
            new Line(
                List.of(
                    new Span(Style.PLAIN, DisplayWidth.pad(name, width) + " "),
                    new Span(Style.GOOD, ContextView.bar(sum.size(priced), most, BAR)),
                    new Span(Style.PLAIN, " " + told(sum))))));
    return lines;
  }

  private static String told(Sum sum) {
    String cost =
        sum.cost() == null
            ? ""
            : "$" + sum.cost().setScale(4, RoundingMode.HALF_UP).toPlainString() + ", ";
    return String.format(
        Locale.ROOT,
        "%s%,d call%s, ↑%s ↓%s",
        cost,
        sum.calls(),
        sum.calls() == 1 ? "" : "s",
        StatusLine.tokens(sum.sent()),
        StatusLine.tokens(sum.received()));
  }
}
