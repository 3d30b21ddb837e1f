package dev.oxydra.tui;

import com.googlecode.lanterna.TerminalSize;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
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
  private final Painter painter;
  private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private Screen screen;
  private long paintedAt;

  UiLoop(Tui.Options options, TtyTerminal terminal) {
    this.options = options;
    this.terminal = terminal;
    this.painter = new Painter(terminal);
    this.screen = Screen.first(options.user(), options.version());
  }

  /**
   * Runs until the person quits or the keyboard ends.
   *
   * @return the exit code
   * @throws IOException when the terminal fails
   */
  int run() throws IOException {
    paint();
    terminal.onResize(() -> inputs.add(new Input.Resized()));
    Thread.ofPlatform().daemon().name("keys").start(new KeyReader(terminal, inputs::add));
    try (GatewayLink link =
        GatewayLink.open(options.gatewaySocket(), options.tokenFile(), inputs::add)) {
      return loop(link);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Tui.QUIT;
    }
  }

  private int loop(GatewayLink link) throws IOException, InterruptedException {
    while (true) {
      List<Input> batch = await(TICK_NANOS, isTicking());
      for (Input input : batch) {
        Effect.Quit quit = apply(input, link);
        if (quit != null) {
          return end(quit);
        }
      }
      long sincePaint = System.nanoTime() - paintedAt;
      if (sincePaint < FRAME_NANOS) {
        TimeUnit.NANOSECONDS.sleep(FRAME_NANOS - sincePaint);
      }
      if (inputs.isEmpty() || sincePaint > FRAME_NANOS) {
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

  private boolean isTicking() {
    return screen.conversation().running() != null || screen.link() instanceof LinkState.Offline;
  }

  /** All that waits, after at least one came or the time is up. */
  private List<Input> await(long nanos, boolean timed) throws InterruptedException {
    Input first = timed ? inputs.poll(nanos, TimeUnit.NANOSECONDS) : inputs.take();
    List<Input> batch = new ArrayList<>();
    if (first != null) {
      batch.add(first);
      inputs.drainTo(batch);
    }
    return batch;
  }

  private Effect.@Nullable Quit apply(Input input, GatewayLink link) {
    Step step = Update.apply(screen, input, Instant.now());
    screen = step.screen();
    for (Effect effect : step.effects()) {
      switch (effect) {
        case Effect.Send send -> link.send(send.frame());
        case Effect.Repaint repaint -> painter.forget();
        case Effect.Quit quit -> {
          return quit;
        }
      }
    }
    return null;
  }

  private void paint() throws IOException {
    TerminalSize size = terminal.getTerminalSize();
    Renderer.Drawn drawn = Renderer.draw(screen, size.getColumns(), size.getRows(), Instant.now());
    screen = screen.scrolled(drawn.scroll());
    painter.paint(drawn.frame(), size.getColumns());
    paintedAt = System.nanoTime();
  }
}
