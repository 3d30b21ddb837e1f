package dev.oxydra.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal on standard input and output, in raw mode on its alternate screen. Lanterna's own
 * Unix terminal starts five processes before the first frame, asks for its size with a cursor
 * report that it reads from between the keys, writes the halves of surrogate pairs as two question
 * marks, and leaves {@code intr} at Ctrl+C whatever it was; so only its ANSI part is used.
 */
final class TtyTerminal extends ANSITerminal {
  private static final Logger LOG = LoggerFactory.getLogger(TtyTerminal.class);
  private static final TerminalSize UNKNOWN_SIZE = new TerminalSize(80, 24);

  /** No wrapping at the right margin, and marks around what is pasted. */
  private static final String MODES_ON = "\u001b[?7l\u001b[?2004h";

  private static final String MODES_OFF = "\u001b[?2004l\u001b[?7h";

  private final Output output;
  private final String settings;
  private final Thread hook = new Thread(this::restore, "terminal-restore");
  private volatile TerminalSize size;
  private boolean restored;

  private TtyTerminal(Output output, Stty.Saved saved) {
    super(new FileInputStream(FileDescriptor.in), output, StandardCharsets.UTF_8);
    this.output = output;
    this.settings = saved.settings();
    this.size = lanternaSize(saved.size());
    getInputDecoder().addProfile(new KeyPatterns());
  }

  /**
   * Takes the terminal over; it is given back by {@link #close()} or the end of the JVM.
   *
   * @throws IOException when its settings can't be read or changed
   */
  static TtyTerminal open() throws IOException {
    TtyTerminal terminal =
        new TtyTerminal(new Output(new FileOutputStream(FileDescriptor.out)), Stty.raw());
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    try {
      terminal.enterPrivateMode();
    } catch (IOException e) {
      terminal.close();
      throw e;
    }
    return terminal;
  }

  @Override
  public void enterPrivateMode() throws IOException {
    super.enterPrivateMode();
    putString(MODES_ON);
    flush();
  }

  @Override
  public void exitPrivateMode() throws IOException {
    putString(MODES_OFF);
    super.exitPrivateMode();
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
    // Named at run time: the compiler warns about the type, and there is no other way to hear it.
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              TtyTerminal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  readSize();
                  changed.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), listener);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
      LOG.warn("This JVM tells no window sizes; the screen keeps its size", cause);
    }
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
    if (restored) {
      return;
    }
    restored = true;
    try {
      output.last(() -> exitPrivateMode());
    } catch (IOException e) {
      LOG.debug("The terminal took no last bytes", e);
    }
    try {
      Stty.restore(settings);
    } catch (IOException e) {
      LOG.debug("The terminal's settings can't be restored: it is gone", e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** Takes nothing after the last bytes: no half frame lands on the person's shell. */
  private static final class Output extends OutputStream {
    private final BufferedOutputStream out;
    private boolean closed;

    Output(OutputStream out) {
      this.out = new BufferedOutputStream(out, 32 * 1024);
    }

    synchronized void last(Writing writing) throws IOException {
      try {
        writing.run();
      } finally {
        closed = true;
      }
    }

    @Override
    public synchronized void write(int b) throws IOException {
      if (!closed) {
        out.write(b);
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      if (!closed) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public synchronized void flush() throws IOException {
      if (!closed) {
        out.flush();
      }
    }
  }
}
