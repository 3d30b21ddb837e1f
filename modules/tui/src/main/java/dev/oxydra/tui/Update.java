package dev.oxydra.tui;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The one function that changes a screen. */
final class Update {
  private Update() {}

  /**
   * @param now the time, which is all that it reads besides its arguments
   */
  static Step apply(Screen screen, Input input, Instant now) {
    return Attention.heard(screen, input, changed(screen, input, now), now);
  }

  private static Step changed(Screen screen, Input input, Instant now) {
    return switch (input) {
      case Input.Pressed pressed -> Keys.press(screen, pressed.key(), now);
      case Input.InputClosed closed ->
          new Step(screen, List.of(new Effect.Quit(Tui.FAILED, closed.reason())));
      case Input.Resized resized -> new Step(screen, List.of(new Effect.Repaint()));
      case Input.Continued _ -> new Step(screen, List.of(new Effect.Retake()));
      case Input.Background told ->
          new Step(screen, List.of(new Effect.Background(Palette.isLight(told.rgb()))));
      case Input.LinkUp up -> joining(screen);
      case Input.LinkDown down ->
          Step.of(screen.with(new LinkState.Offline(down.reason(), down.retryAt())));
      case Input.FilesListed it -> Step.of(knowing(screen, known -> known.files(it.files())));
      case Input.CommandsRead it ->
          Step.of(knowing(screen, known -> known.commands(it.commands())));
      case Input.Attached it -> Step.of(screen.with(screen.editor().attach(it.name(), it.file())));
      case Input.Inserted it ->
          Step.of(screen.with(screen.editor().paste(PlainText.of(it.text()))));
      case Input.Edited it -> Step.of(screen.with(screen.editor().written(it.text())));
      case Input.Told it -> Step.of(screen.notice(Entry.Level.INFO, it.text()));
      case Input.Failed it -> Step.of(screen.notice(Entry.Level.ERROR, it.reason()));
      case Input.Received received -> Frames.receive(screen, received.frame(), now);
      case Input.Garbled garbled ->
          Step.of(
              screen.notice(
                  Entry.Level.WARNING, "The server sent what can't be read: " + garbled.reason()));
    };
  }

  private static Screen knowing(Screen screen, UnaryOperator<Known> change) {
    return screen.with(screen.editor().with(change.apply(screen.editor().known())));
  }

  private static Step joining(Screen screen) {
    Session session = screen.session();
    return Step.send(
        screen.with(new LinkState.Connecting()),
        Requests.hello(screen, session == null ? null : session.id()));
  }
}
