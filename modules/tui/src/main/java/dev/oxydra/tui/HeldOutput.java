package dev.oxydra.tui;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps {@link System#out} and {@link System#err} off the screen while it is up. What was written
 * is shown on standard error when the terminal is the person's again.
 */
final class HeldOutput implements AutoCloseable {
  private static final int MAX_BYTES = 16 * 1024;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Kept kept = new Kept();

  private HeldOutput() {}

  static HeldOutput install() {
    HeldOutput held = new HeldOutput();
    PrintStream sink = new PrintStream(held.kept, true, StandardCharsets.UTF_8);
    System.setOut(sink);
    System.setErr(sink);
    return held;
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    String text = kept.text();
    if (!text.isEmpty()) {
      err.print(text);
      err.flush();
    }
  }

  /** The first bytes that were written. */
  private static final class Kept extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (bytes.size() < MAX_BYTES) {
        bytes.write(b);
      }
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
