package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import java.util.List;

/** A screen on which keys are pressed and frames come in. */
final class Play {
  static final ClientFrame.Hello HELLO = Requests.hello(Screen.first(Script.ALICE, "0"), null);

  private Play() {}

  static Screen online() {
    return receive(Screen.first(Script.ALICE, "0"), Script.ack(HELLO));
  }

  static Screen type(Screen screen, String text) {
    return press(screen, new Key.Text(text)).screen();
  }

  static Step press(Screen screen, Key key) {
    return Update.apply(screen, new Input.Pressed(key), Script.NOW);
  }

  static Step step(Screen screen, ServerFrame frame) {
    return Update.apply(screen, new Input.Received(frame), Script.NOW);
  }

  static Screen receive(Screen screen, ServerFrame... frames) {
    Screen changed = screen;
    for (ServerFrame frame : frames) {
      changed = step(changed, frame).screen();
    }
    return changed;
  }

  /** What the step sends. */
  static List<ClientFrame> frames(Step step) {
    return step.effects().stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).frame())
        .toList();
  }

  static Entry last(Screen screen) {
    return screen.conversation().entries().getLast();
  }

  static String texts(Screen screen) {
    return screen.conversation().entries().toString();
  }
}
