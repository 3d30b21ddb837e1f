package dev.oxydra.tui;

import com.googlecode.lanterna.TerminalSize;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thread that changes and paints the screen. */
final class UiLoop {
  /** What comes in is shown so often. */
  private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / 20;

  /**
   * A key is shown at once, unless another was just now: with what comes in there are not more than
   * 30 frames a second as fast as people type.
   */
  private static final long KEY_NANOS = TimeUnit.SECONDS.toNanos(1) / 30;

  /** A running turn's seconds, and those until the next attempt to connect. */
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Tui.Options options;
  private final TtyTerminal terminal;
  private final InstantSource clock;
  private final Renderer renderer = new Renderer();
  private final Painter painter;
  private Appearance appearance;
  private Screen screen;
  private String title = "";
  private boolean changed;
  private long paintedAt;
  private long keyPaintedAt;

  UiLoop(
      Tui.Options options,
      TtyTerminal terminal,
      Appearance appearance,
      InstantSource clock,
      Screen first) {
    this.options = options;
    this.terminal = terminal;
    this.clock = clock;
    this.appearance = appearance;
    this.painter = new Painter(appearance.theme(), appearance.ascii(), terminal.isRich());
    this.screen = first;
  }

  /**
   * Runs until the person quits or the keyboard ends.
   *
   * @return the exit code
   * @throws IOException when the terminal fails
   */
  int run() throws IOException {
    paint();
    try (Inbox inbox = new Inbox();
        GatewayLink link = GatewayLink.open(options.gatewaySocket(), options.tokenFile(), inbox)) {
      Desk desk = new Desk(options.workspace(), options.commands(), inbox);
      desk.readCommands();
      terminal.onResize(() -> inbox.accept(new Input.Resized()));
      terminal.onContinue(() -> inbox.accept(new Input.Continued()));
      Thread.ofPlatform().daemon().name("keys").start(keys(inbox));
      return loop(inbox, link, desk);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Tui.QUIT;
    }
  }

  private KeyReader keys(Inbox inbox) {
    return new KeyReader(terminal.reader(), terminal::patienceNanos, terminal::answered, inbox);
  }

  private int loop(Inbox inbox, GatewayLink link, Desk desk)
      throws IOException, InterruptedException {
    while (true) {
      Input input = next(inbox);
      if (input != null) {
        changed = true;
        Effect.Quit quit = apply(input, link, desk);
        if (quit != null) {
          return end(quit);
        }
      }
      if (input == null || isDue(input)) {
        paint();
      }
    }
  }

  private boolean isDue(Input input) {
    long now = System.nanoTime();
    if (input instanceof Input.Pressed && now - keyPaintedAt >= KEY_NANOS) {
      keyPaintedAt = now;
      return true;
    }
    return now - paintedAt >= FRAME_NANOS;
  }

  private static int end(Effect.Quit quit) throws IOException {
    if (quit.code() != Tui.QUIT) {
      throw new IOException(quit.message());
    }
    return quit.code();
  }

  /** Null when it is time to paint what has changed, or the seconds that are shown. */
  private @Nullable Input next(Inbox inbox) throws InterruptedException {
    if (changed) {
      return inbox.poll(Math.max(0, FRAME_NANOS - sincePaint()));
    }
    return isTicking() ? inbox.poll(TICK_NANOS) : inbox.take();
  }

  private long sincePaint() {
    return System.nanoTime() - paintedAt;
  }

  private boolean isTicking() {
    return screen.conversation().turns().running() != null
        || screen.link() instanceof LinkState.Offline;
  }

  private Effect.@Nullable Quit apply(Input input, GatewayLink link, Desk desk) throws IOException {
    Step step = Update.apply(screen, input, clock.instant());
    screen = step.screen();
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Quit quit) {
        return quit;
      }
      perform(effect, link, desk);
    }
    return null;
  }

  private void perform(Effect effect, GatewayLink link, Desk desk) throws IOException {
    switch (effect) {
      case Effect.Send send -> link.send(send.frame());
      case Effect.Quit _ -> {}
      case Effect.Repaint _ -> painter.forget();
      case Effect.Suspend _ -> {
        terminal.suspend();
        forget();
      }
      case Effect.Edit edit -> {
        Input edited = TextEditor.edit(terminal, edit.text());
        screen = Update.apply(screen, edited, clock.instant()).screen();
        forget();
      }
      case Effect.Retake _ -> {
        terminal.retake();
        forget();
      }
      case Effect.SetTheme set -> look(appearance.choosing(set.choice()));
      case Effect.Background background -> look(appearance.on(background.light()));
      case Effect.Copy copy -> terminal.copy(copy.text());
      case Effect.Bell _ -> terminal.bell();
      case Effect.Attach attach -> desk.attach(attach.path(), attach.otherwise());
      case Effect.ListFiles _ -> desk.listFiles();
      case Effect.Write part -> {
        Input said = desk.write(part.export(), part.name(), part.text(), part.last());
        screen = said == null ? screen : Update.apply(screen, said, clock.instant()).screen();
      }
    }
  }

  private void look(Appearance changed) {
    appearance = changed;
    painter.use(changed.theme());
  }

  /** The terminal shows nothing of what it was sent. */
  private void forget() {
    painter.forget();
    title = "";
  }

  private void paint() throws IOException {
    TerminalSize size = terminal.getTerminalSize();
    Renderer.Drawn drawn =
        renderer.draw(screen, size.getColumns(), size.getRows(), clock.instant());
    screen = drawn.screen();
    terminal.putString(painter.paint(drawn.frame(), size.getColumns()));
    terminal.flush();
    entitle();
    paintedAt = System.nanoTime();
    changed = false;
  }

  private void entitle() throws IOException {
    String now = Attention.title(screen);
    if (!now.equals(title)) {
      title = now;
      terminal.title(now);
    }
  }
}
