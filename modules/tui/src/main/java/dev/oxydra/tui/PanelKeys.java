package dev.oxydra.tui;

import java.time.Instant;
import java.util.List;

/** What keys do while something lies over the conversation. */
final class PanelKeys {
  static final String OFFLINE = "Not connected: wait until the connection is back.";

  private PanelKeys() {}

  static Step press(Screen screen, Panel panel, Key key, Instant now) {
    return switch (panel) {
      case Menu menu -> MenuKeys.press(screen, menu, key);
      case Sheet sheet -> read(screen, sheet, key, now);
      case QuestionCard card -> CardKeys.press(screen, card, key, now);
    };
  }

  /** Keys that mean the same everywhere. */
  static Step common(Screen screen, Key.Action action) {
    return switch (action) {
      case REDRAW -> new Step(screen, List.of(new Effect.Repaint()));
      case SUSPEND -> new Step(screen, List.of(new Effect.Suspend()));
      default -> Step.of(screen);
    };
  }

  /** How far a page goes. */
  static int page(Screen screen) {
    return Math.max(1, screen.scroll().page() - 2);
  }

  /** Without its last character. */
  static String shortened(String text) {
    return text.substring(0, text.length() - DisplayWidth.lastCluster(text).length());
  }

  /** Text is scrolled; whatever else is pressed is meant for the conversation. */
  private static Step read(Screen screen, Sheet sheet, Key key, Instant now) {
    return switch (key) {
      case Key.Action.UP -> Step.of(screen.showing(sheet.at(sheet.top() - 1)));
      case Key.Action.DOWN -> Step.of(screen.showing(sheet.at(sheet.top() + 1)));
      case Key.Action.PAGE_UP -> Step.of(screen.showing(sheet.at(sheet.top() - page(screen))));
      case Key.Action.PAGE_DOWN -> Step.of(screen.showing(sheet.at(sheet.top() + page(screen))));
      case Key.Action.REDRAW -> common(screen, Key.Action.REDRAW);
      case Key.Action.SUSPEND -> common(screen, Key.Action.SUSPEND);
      case Key.Action.ESCAPE -> Step.of(screen.showing(null));
      case Key.Action.INTERRUPT -> Step.of(screen.showing(null));
      case Key.Action.END_OF_INPUT -> Step.of(screen.showing(null));
      default -> Keys.press(screen.showing(null), key, now);
    };
  }
}
