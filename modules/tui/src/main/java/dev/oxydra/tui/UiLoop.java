package dev.oxydra.tui;

import com.googlecode.lanterna.TerminalSize;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thread that changes and paints the screen. */
final class UiLoop {
  /** 30 frames a second are as many as there may be. */
  private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / 30;

  /** A running turn's seconds, and those until the next attempt to connect. */
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Tui.Options options;
  private final TtyTerminal terminal;
  private final InstantSource clock;
  private final Renderer renderer = new Renderer();
  private final Painter painter;
  private Screen screen;
  private boolean changed;
  private long paintedAt;

  UiLoop(Tui.Options options, TtyTerminal terminal, InstantSource clock, Screen first) {
    this.options = options;
    this.terminal = terminal;
    this.clock = clock;
    this.painter = new Painter(terminal);
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
      Thread.ofPlatform().daemon().name("keys").start(new KeyReader(terminal, inbox));
      return loop(inbox, link, desk);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Tui.QUIT;
    }
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
      if (input == null || sincePaint() >= FRAME_NANOS) {
        paint();
      }
    }
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

  private Effect.@Nullable Quit apply(Input input, GatewayLink link, Desk desk) {
    Step step = Update.apply(screen, input, clock.instant());
    screen = step.screen();
    for (Effect effect : step.effects()) {
      switch (effect) {
        case Effect.Send send -> link.send(send.frame());
        case Effect.Repaint repaint -> painter.forget();
        case Effect.Attach attach -> desk.attach(attach.path(), attach.otherwise());
        case Effect.ListFiles list -> desk.listFiles();
        case Effect.Write part -> {
          Input said = desk.write(part.export(), part.name(), part.text(), part.last());
          screen = said == null ? screen : Update.apply(screen, said, clock.instant()).screen();
        }
        case Effect.Quit quit -> {
          return quit;
        }
      }
    }
    return null;
  }

  private void paint() throws IOException {
    TerminalSize size = terminal.getTerminalSize();
    Renderer.Drawn drawn =
        renderer.draw(screen, size.getColumns(), size.getRows(), clock.instant());
    screen = screen.with(drawn.scroll());
    painter.paint(drawn.frame(), size.getColumns());
    paintedAt = System.nanoTime();
    changed = false;
  }
}
