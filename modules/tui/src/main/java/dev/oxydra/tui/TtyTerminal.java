package dev.oxydra.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal on standard input and output, in raw mode on its alternate screen. Lanterna's own
 * Unix terminal starts five processes before the first frame, asks for its size with a cursor
 * report that it reads from between the keys, writes the halves of surrogate pairs as two question
 * marks, takes an answer that comes in two pieces for typed text, and leaves {@code intr} at Ctrl+C
 * whatever it was; so only its ANSI part is used.
 */
final class TtyTerminal extends ANSITerminal {
  private static final Logger LOG = LoggerFactory.getLogger(TtyTerminal.class);
  private static final TerminalSize UNKNOWN_SIZE = new TerminalSize(80, 24);

  /** What is one sequence comes in one piece, but for a slow line. */
  private static final long ESCAPE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** As long as an answer may come, an Esc is more likely its beginning than a key. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long the terminal is not given back, lest the person's shell gets the answer. */
  private static final long LAST_ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The exit code of a program that SIGINT has ended, as shells tell it. */
  private static final int INTERRUPTED = 128 + 2;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final TtyInput input;
  private final TtyOutput output;
  private final Modes modes;
  private final Thread hook = new Thread(this::restore, "terminal-restore");
  private volatile TerminalSize size = UNKNOWN_SIZE;
  private String settings = "";
  private boolean entered;
  private boolean restored;
  private volatile boolean awaiting;
  private volatile long askedAt;
  private volatile @Nullable Process stopping;
  private volatile boolean lent;
  private volatile long lentUntil;

  private TtyTerminal(TtyInput input, TtyOutput output, Modes modes) {
    super(input, output, StandardCharsets.UTF_8);
    this.input = input;
    this.output = output;
    this.modes = modes;
  }

  /**
   * Takes the terminal over; it is given back by {@link #close()} or the end of the JVM.
   *
   * @param term what kind of terminal it is, as TERM says
   * @throws IOException when its settings can't be read or changed
   */
  static TtyTerminal open(String term) throws IOException {
    TtyTerminal terminal =
        new TtyTerminal(
            TtyInput.open(),
            new TtyOutput(new FileOutputStream(FileDescriptor.out)),
            Modes.of(term));
    Stty.Saved saved = Stty.raw();
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    try {
      terminal.enter(saved);
    } catch (IOException e) {
      terminal.close();
      throw e;
    }
    return terminal;
  }

  private synchronized void enter(Stty.Saved saved) throws IOException {
    settings = saved.settings();
    if (restored) {
      Stty.restore(settings); // The JVM is ending.
      return;
    }
    size = lanternaSize(saved.size());
    entered = true;
    output.open();
    enterPrivateMode();
    putString(modes.on());
    flush();
    askedAt = System.nanoTime();
    awaiting = modes.rich();
  }

  /** What the terminal sends, read by one thread. */
  Reader reader() {
    return new InputStreamReader(input, StandardCharsets.UTF_8);
  }

  /** How long after an Esc more may come that belongs to it. */
  long patienceNanos() {
    return isAwaiting() ? ANSWER_NANOS : ESCAPE_NANOS;
  }

  /** The terminal has said all that it was asked. */
  void answered() {
    awaiting = false;
  }

  private boolean isAwaiting() {
    return awaiting && System.nanoTime() - askedAt < ANSWER_NANOS;
  }

  /** Whole strings, so that surrogate pairs stay together. */
  @Override
  public void putString(String string) throws IOException {
    writeToTerminal(string.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  protected TerminalSize findTerminalSize() {
    return size;
  }

  /** Calls {@code changed}, on a thread of the JVM, whenever the window has a new size. */
  void onResize(Runnable changed) {
    Signals.on(
        "WINCH",
        () -> {
          readSize();
          changed.run();
        });
  }

  /** Calls {@code continued} when the process was stopped by others, and goes on. */
  void onContinue(Runnable continued) {
    Signals.on(
        "CONT",
        () -> {
          Process stop = stopping;
          if (stop == null) {
            continued.run();
          } else {
            // It may be stopped still: whoever let this process go on needs not know of it.
            stop.destroyForcibly();
          }
        });
  }

  private void readSize() {
    try {
      size = lanternaSize(Stty.size());
    } catch (IOException e) {
      LOG.debug("Can't read the terminal's size", e);
    }
  }

  private static TerminalSize lanternaSize(Stty.@Nullable Size size) {
    return size == null ? UNKNOWN_SIZE : new TerminalSize(size.columns(), size.rows());
  }

  /** Whether it takes what xterm takes. */
  boolean isRich() {
    return modes.rich();
  }

  /** The window's title, until the terminal is given back. */
  void title(String text) throws IOException {
    if (modes.rich()) {
      putString("\u001b]2;" + text + "\u001b\\");
      flush();
    }
  }

  /** Puts text on the clipboard (OSC 52), if the terminal lets programs do that. */
  void copy(String text) throws IOException {
    if (modes.rich()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      putString("\u001b]52;c;" + Base64.getEncoder().encodeToString(bytes) + "\u001b\\");
      flush();
    }
  }

  /**
   * Gives the terminal back and stops, with all processes of the job, as Ctrl+Z does elsewhere;
   * returns with the terminal taken over when the job goes on. Without a shell that minds its jobs
   * it goes on at once: the system stops no orphaned process group.
   */
  void suspend() throws IOException {
    leave();
    Process stop =
        new ProcessBuilder("/bin/sh", "-c", "kill -TSTP 0")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    stopping = stop;
    try {
      stop.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopping = null;
    }
    enter(Stty.raw());
  }

  /**
   * Gives the terminal to another program until that has ended.
   *
   * @return its exit code
   * @throws IOException when it can't be started, or the terminal can't be given away
   */
  int lend(ProcessBuilder program) throws IOException {
    input.leave();
    lent = true;
    // Its Ctrl+C comes to all processes of the job.
    Signals.on("INT", this::interrupted);
    try {
      leave();
      return program.inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lentUntil = System.nanoTime();
      lent = false;
      enter(Stty.raw());
      input.resume();
    }
  }

  /** A signal may be told of a little later than it came. */
  private void interrupted() {
    if (!lent && System.nanoTime() - lentUntil > LATE_NANOS) {
      Runtime.getRuntime().exit(INTERRUPTED);
    }
  }

  /** Switches everything on again, after others may have changed it. */
  void retake() throws IOException {
    Stty.Saved found = Stty.raw();
    size = lanternaSize(found.size());
    putString("\u001b[?1049h" + modes.again());
    flush();
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("The JVM is ending: the hook runs anyway", e);
    }
  }

  /** Called by whoever comes first, {@link #close()} or the JVM's end. */
  private synchronized void restore() {
    if (!restored) {
      restored = true;
      leave();
    }
  }

  private synchronized void leave() {
    if (!entered) {
      return;
    }
    entered = false;
    try {
      output.last(() -> {
        putString(modes.off());
        exitPrivateMode();
      });
    } catch (IOException e) {
      LOG.debug("The terminal took no last bytes", e);
    }
    awaitLastAnswer();
    try {
      Stty.restore(settings);
    } catch (IOException e) {
      LOG.debug("The terminal's settings can't be restored: it is gone", e);
    }
  }

  private void awaitLastAnswer() {
    long end = System.nanoTime() + LAST_ANSWER_NANOS;
    while (isAwaiting() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
