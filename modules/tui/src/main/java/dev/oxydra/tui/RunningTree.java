package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.OverviewFrame.RunningInfo;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The agents that work for a session's agent, and those that work for them. */
final class RunningTree {
  /** More are counted, and not shown. */
  private static final int MOST = 6;

  private final List<RunningInfo> all;
  private final Instant now;
  private final int columns;
  private final List<Line> lines = new ArrayList<>();

  private RunningTree(List<RunningInfo> all, Instant now, int columns) {
    this.all = all;
    this.now = now;
    this.columns = columns;
  }

  static List<Line> of(Screen screen, Instant now, int columns) {
    List<RunningInfo> running = screen.overview().running();
    Session session = screen.session();
    if (session == null || running.isEmpty()) {
      return List.of();
    }
    RunningTree tree = new RunningTree(running, now, columns);
    tree.add(session.id(), "");
    return tree.cut();
  }

  private List<Line> cut() {
    if (lines.size() <= MOST) {
      return lines;
    }
    List<Line> shown = new ArrayList<>(lines.subList(0, MOST - 1));
    shown.add(Line.of(Style.QUIET, "  and %d more agents".formatted(lines.size() - MOST + 1)));
    return shown;
  }

  private void add(SessionId parent, String indent) {
    List<RunningInfo> children =
        all.stream().filter(it -> parent.equals(it.parentSessionId())).toList();
    for (int i = 0; i < children.size(); i++) {
      RunningInfo child = children.get(i);
      boolean last = i == children.size() - 1;
      lines.add(line(child, indent + (last ? "└ " : "├ ")));
      add(child.sessionId(), indent + (last ? "  " : "│ "));
    }
  }

  private Line line(RunningInfo child, String branch) {
    String state =
        child.state() == TurnState.RUNNING
            ? Durations.clock(Durations.seconds(child.since(), now))
            : "waiting";
    String head = PlainText.line(child.agentName()) + " " + state + " ";
    int room = columns - 1 - DisplayWidth.of(branch) - DisplayWidth.of(head);
    return new Line(
        List.of(
            new Span(Style.QUIET, branch),
            new Span(Style.STRONG, head),
            new Span(
                Style.QUIET,
                DisplayWidth.shorten(PlainText.line(child.prompt()), Math.max(0, room)))));
  }
}
