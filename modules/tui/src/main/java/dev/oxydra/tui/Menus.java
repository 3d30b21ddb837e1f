package dev.oxydra.tui;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lists to choose from, as what the server says is their rows. */
final class Menus {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private static final String DOT = " · ";

  private Menus() {}

  static Step sessions(Screen screen, ServerFrame.SessionList list, Instant now) {
    Session shown = screen.session();
    List<Menu.Row> rows =
        list.sessions().stream()
            .map(it ->
                row(it, list.sessions(), now, shown != null && shown.id().equals(it.sessionId())))
            .toList();
    return Step.of(open(screen, Menu.Kind.SESSIONS, rows, list.requestId()));
  }

  private static Menu.Row row(SessionInfo it, List<SessionInfo> all, Instant now, boolean isHere) {
    List<String> detail = new ArrayList<>();
    String id = Sessions.prefix(it.sessionId(), all);
    detail.add(Sessions.ago(it.lastActiveAt(), now));
    if (it.displayName() != null) {
      detail.add(id);
    }
    if (!it.agentName().equals("default")) {
      detail.add("agent " + it.agentName());
    }
    if (it.archived()) {
      detail.add("put away");
    }
    return new Menu.Row(
        it.sessionId().value(),
        Objects.requireNonNullElse(it.displayName(), id),
        String.join(DOT, detail),
        isHere,
        it.archived());
  }

  static Step receive(Screen screen, OverviewFrame frame) {
    return switch (frame) {
      case OverviewFrame.UsageReport it -> Step.of(UsageView.receive(screen, it));
      case OverviewFrame.RunningList it ->
          Step.of(screen.with(screen.overview().running(it.turns())));
      case OverviewFrame.AgentList it ->
          Step.of(
              open(
                  screen,
                  Menu.Kind.AGENTS,
                  it.agents().stream().map(Menus::row).toList(),
                  it.requestId()));
      case OverviewFrame.ModelList it ->
          Step.of(open(screen, Menu.Kind.MODELS, models(screen, it.models()), it.requestId()));
      case OverviewFrame.SkillList it ->
          Step.of(
              open(
                  screen,
                  Menu.Kind.SKILLS,
                  it.skills().stream().map(Menus::row).toList(),
                  it.requestId()));
      case OverviewFrame.ScheduleList it ->
          Step.of(
              open(
                  screen,
                  Menu.Kind.SCHEDULES,
                  it.schedules().stream().map(Menus::row).toList(),
                  it.requestId()));
    };
  }

  /** A list that is open is renewed; one that was closed meanwhile stays so. */
  private static Screen open(Screen screen, Menu.Kind kind, List<Menu.Row> rows, String requestId) {
    boolean all = Requests.isOf(Requests.ALL, requestId);
    if (screen.overview().panel() instanceof Menu menu && menu.kind() == kind) {
      return screen.showing(menu.renewed(rows, all));
    }
    if (Requests.isOf(Requests.RENEWED, requestId)) {
      return screen;
    }
    return rows.isEmpty()
        ? screen.notice(Entry.Level.INFO, none(kind))
        : screen.showing(Menu.of(kind, rows, all));
  }

  private static String none(Menu.Kind kind) {
    return switch (kind) {
      case SKILLS -> "There are no skills. ./runner skills add <folder> installs one.";
      case SCHEDULES -> "There are no schedules. Tell your agent what it is to do when.";
      case SESSIONS, MODELS, AGENTS -> "There are none.";
    };
  }

  private static Menu.Row row(OverviewFrame.AgentInfo it) {
    String description = it.description() == null ? "" : DOT + it.description();
    return new Menu.Row(it.name(), it.name(), it.model() + description, false, false);
  }

  /** The agent's own comes first. */
  private static List<Menu.Row> models(Screen screen, List<OverviewFrame.ModelChoice> models) {
    String asked = ModelChoice.asked(screen);
    List<Menu.Row> rows = new ArrayList<>();
    rows.add(
        new Menu.Row(
            ModelChoice.DEFAULT, ModelChoice.DEFAULT, "the agent's own", asked == null, false));
    for (OverviewFrame.ModelChoice it : models) {
      String id = it.provider() + "/" + it.model();
      rows.add(new Menu.Row(id, id, detail(it), id.equals(asked), it.deprecated()));
    }
    return rows;
  }

  private static String detail(OverviewFrame.ModelChoice it) {
    List<String> parts = new ArrayList<>();
    if (it.name() != null) {
      parts.add(it.name());
    }
    if (it.contextLimit() != null) {
      parts.add(StatusLine.tokens(it.contextLimit()) + " of context");
    }
    if (it.inputUsd() != null && it.outputUsd() != null) {
      parts.add("$" + plain(it.inputUsd()) + "/" + plain(it.outputUsd()) + " a million");
    }
    if (it.deprecated()) {
      parts.add("deprecated");
    }
    return String.join(DOT, parts);
  }

  private static String plain(BigDecimal price) {
    return price.stripTrailingZeros().toPlainString();
  }

  private static Menu.Row row(OverviewFrame.SkillInfo it) {
    String when =
        switch (it.activation()) {
          case AUTO -> "";
          case ALWAYS -> "always" + DOT;
          case MANUAL -> "when you name it" + DOT;
        };
    return new Menu.Row(it.name(), it.name(), when + it.description(), false, false);
  }

  private static Menu.Row row(OverviewFrame.ScheduleInfo it) {
    List<String> parts = new ArrayList<>();
    parts.add(it.when() + (it.timeZone() == null ? "" : " " + it.timeZone()));
    if (!it.enabled()) {
      parts.add(it.reason().isEmpty() ? "paused" : it.reason());
    } else if (it.next() != null) {
      parts.add("next " + TIME.format(it.next().atZone(ZoneId.systemDefault())));
    }
    parts.add(it.prompt());
    return new Menu.Row(
        it.scheduleId(),
        Objects.requireNonNullElse(it.name(), it.scheduleId()),
        String.join(DOT, parts),
        false,
        !it.enabled());
  }

  /** The last messages of the session that the cursor is on. */
  static Screen preview(Screen screen, HistoryFrame.History history) {
    return screen.overview().panel() instanceof Menu menu
            && menu.kind() == Menu.Kind.SESSIONS
            && menu.isOn(history.sessionId().value())
        ? screen.showing(menu.previewing(messages(history.events())))
        : screen;
  }

  private static List<Line> messages(List<ServerFrame.Journalled> events) {
    List<Line> lines = new ArrayList<>();
    for (ServerFrame.Journalled frame : events) {
      Line line = message(frame);
      if (line != null) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static @Nullable Line message(ServerFrame.Journalled frame) {
    Event event;
    try {
      event = frame.toEvent();
    } catch (IllegalArgumentException e) {
      return null; // of a kind that is newer than this program
    }
    return switch (event.payload()) {
      case EventPayload.UserMessage said ->
          Line.of(
              Line.Style.PERSON, "› ", Line.Style.STRONG, PlainText.line(said.message().text()));
      case EventPayload.AssistantMessage said when !said.message().text().isBlank() ->
          Line.of(Line.Style.PLAIN, "  " + PlainText.line(said.message().text()));
      default -> null;
    };
  }
}
