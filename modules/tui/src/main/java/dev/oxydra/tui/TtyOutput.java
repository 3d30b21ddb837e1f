package dev.oxydra.tui;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What is written to the terminal while it is ours. Nothing comes after the last bytes: no half
 * frame lands on the person's shell.
 */
final class TtyOutput extends OutputStream {
  private static final int BUFFER = 32 * 1024;

  private final BufferedOutputStream out;
  private boolean open = true;

  TtyOutput(OutputStream out) {
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  interface Writing {
    void run() throws IOException;
  }

  /** Takes no more after these, until it is opened again. */
  synchronized void last(Writing writing) throws IOException {
    try {
      writing.run();
      out.flush();
    } finally {
      open = false;
    }
  }

  synchronized void open() {
    open = true;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    if (open) {
      out.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (open) {
      out.write(bytes, offset, length);
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (open) {
      out.flush();
    }
  }
}
