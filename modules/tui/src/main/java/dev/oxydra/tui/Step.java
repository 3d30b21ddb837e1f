package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import java.util.List;
import java.util.stream.Stream;

/** A new screen, and what there is to do. */
record Step(Screen screen, List<Effect> effects) {
  Step {
    effects = List.copyOf(effects);
  }

  static Step of(Screen screen) {
    return new Step(screen, List.of());
  }

  static Step send(Screen screen, ClientFrame frame) {
    return new Step(screen, List.of(new Effect.Send(frame)));
  }

  static Step quit(Screen screen) {
    return new Step(screen, List.of(new Effect.Quit(Tui.QUIT, "")));
  }

  Step and(ClientFrame frame) {
    return new Step(
        screen, Stream.concat(effects.stream(), Stream.of(new Effect.Send(frame))).toList());
  }
}
