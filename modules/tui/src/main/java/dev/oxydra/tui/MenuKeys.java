package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.OverviewRequest.ScheduleAction;
import dev.oxydra.types.SessionId;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** What keys do while there is a list to choose from. */
final class MenuKeys {
  private static final int PAGE = 8;

  private MenuKeys() {}

  static Step press(Screen screen, Menu menu, Key key) {
    return switch (key) {
      case Key.Text typed -> typed(screen, menu, typed.plain());
      case Key.Paste pasted -> typed(screen, menu, PlainText.line(pasted.text()));
      case Key.Action action -> act(screen, menu, action);
    };
  }

  private static Step typed(Screen screen, Menu menu, String text) {
    if (menu.sure()) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "y" -> delete(screen.showing(menu.sure(false)), menu);
        case "n" -> Step.of(screen.showing(menu.sure(false)));
        default -> Step.of(screen.hinted("y deletes it for good, n doesn't."));
      };
    }
    return menu.naming() == null
        ? moved(screen, menu.filtered(menu.filter() + text))
        : Step.of(screen.showing(menu.naming(menu.naming() + text)));
  }

  private static Step act(Screen screen, Menu menu, Key.Action action) {
    return switch (action) {
      case UP -> moved(screen, menu.at(menu.selected() - 1));
      case DOWN -> moved(screen, menu.at(menu.selected() + 1));
      case PAGE_UP -> moved(screen, menu.at(menu.selected() - PAGE));
      case PAGE_DOWN -> moved(screen, menu.at(menu.selected() + PAGE));
      case LINE_START -> moved(screen, menu.at(0));
      case LINE_END -> moved(screen, menu.at(Integer.MAX_VALUE));
      case BACKSPACE -> shortened(screen, menu);
      case DELETE_TO_START, DELETE_WORD ->
          menu.naming() == null
              ? moved(screen, menu.filtered(""))
              : Step.of(screen.showing(menu.naming("")));
      case ENTER -> enter(screen, menu);
      case TAB -> tab(screen, menu);
      case DELETE -> remove(screen, menu);
      case SEARCH -> rename(screen, menu);
      case ESCAPE, INTERRUPT -> back(screen, menu);
      case END_OF_INPUT -> Step.of(screen.showing(null));
      default -> PanelKeys.common(screen, action);
    };
  }

  private static Step back(Screen screen, Menu menu) {
    return Step.of(screen.showing(menu.naming() != null || menu.sure() ? menu.naming(null) : null));
  }

  private static Step shortened(Screen screen, Menu menu) {
    String less = PanelKeys.shortened(Objects.requireNonNullElse(menu.naming(), menu.filter()));
    return menu.naming() == null
        ? moved(screen, menu.filtered(less))
        : Step.of(screen.showing(menu.naming(less)));
  }

  /** Of a session, what was said last is asked for. */
  static Step moved(Screen screen, Menu menu) {
    Screen there = screen.showing(menu);
    return menu.kind() == Menu.Kind.SESSIONS && screen.online()
        ? onRow(there, menu, row -> Step.send(there, Requests.preview(new SessionId(row.id()))))
        : Step.of(there);
  }

  private static Step enter(Screen screen, Menu menu) {
    Menu.Row row = menu.row();
    if (row == null) {
      return Step.of(screen.hinted("Nothing is called that."));
    }
    if (menu.sure()) {
      return Step.of(screen.hinted("y deletes it for good, n doesn't."));
    }
    Screen closed = screen.showing(null);
    return switch (menu.kind()) {
      case SESSIONS ->
          menu.naming() == null
              ? request(screen, closed, Requests.switchTo(new SessionId(row.id())))
              : renamed(screen, menu, row, menu.naming().strip());
      case MODELS -> ModelChoice.run(screen, closed, row.id());
      case AGENTS -> request(screen, closed, Requests.create("--agent " + row.id()));
      case SKILLS ->
          Step.of(
              closed.with(
                  closed.editor().draft().insert("Use the skill %s: ".formatted(row.name()))));
      case SCHEDULES -> change(screen, menu, row, ScheduleAction.RUN);
    };
  }

  private static Step request(Screen screen, Screen sent, ClientFrame frame) {
    return screen.online() ? Step.send(sent, frame) : Step.of(screen.hinted(PanelKeys.OFFLINE));
  }

  private static Step renamed(Screen screen, Menu menu, Menu.Row row, String name) {
    Session session = new Session(new SessionId(row.id()), null);
    return renewing(
        request(screen, screen.showing(menu.naming(null)), Requests.rename(session, name)), menu);
  }

  /** What was asked is done before the list is made again. */
  private static Step renewing(Step step, Menu menu) {
    return step.effects().isEmpty() ? step : step.and(Requests.sessionsAgain(menu.all()));
  }

  private static Step change(Screen screen, Menu menu, Menu.Row row, ScheduleAction action) {
    return request(screen, screen.showing(menu.sure(false)), Requests.change(row.id(), action));
  }

  private static Step tab(Screen screen, Menu menu) {
    return switch (menu.kind()) {
      case SESSIONS -> request(screen, screen, Requests.sessionsAgain(!menu.all()));
      case SCHEDULES ->
          onRow(
              screen,
              menu,
              row ->
                  change(
                      screen, menu, row, row.off() ? ScheduleAction.RESUME : ScheduleAction.PAUSE));
      case MODELS, AGENTS, SKILLS -> Step.of(screen);
    };
  }

  private static Step remove(Screen screen, Menu menu) {
    return switch (menu.kind()) {
      case SESSIONS -> onRow(screen, menu, row -> archived(screen, menu, row));
      case SCHEDULES -> onRow(screen, menu, _ -> Step.of(screen.showing(menu.sure(true))));
      case MODELS, AGENTS, SKILLS -> Step.of(screen);
    };
  }

  private static Step archived(Screen screen, Menu menu, Menu.Row row) {
    Session session = new Session(new SessionId(row.id()), null);
    return renewing(request(screen, screen, Requests.archive(session, !row.off())), menu);
  }

  private static Step delete(Screen screen, Menu menu) {
    return onRow(screen, menu, row -> change(screen, menu, row, ScheduleAction.DELETE));
  }

  /** Nothing where no row is shown. */
  private static Step onRow(Screen screen, Menu menu, Function<Menu.Row, Step> doing) {
    Menu.Row row = menu.row();
    return row == null ? Step.of(screen) : doing.apply(row);
  }

  private static Step rename(Screen screen, Menu menu) {
    return menu.kind() == Menu.Kind.SESSIONS
        ? onRow(screen, menu, row -> Step.of(screen.showing(menu.naming(row.name()))))
        : Step.of(screen);
  }
}
