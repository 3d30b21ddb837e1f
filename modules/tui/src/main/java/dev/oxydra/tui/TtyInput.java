package dev.oxydra.tui;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * What is typed, read by one thread that can be made to leave the terminal to another program: a
 * read of standard input itself would take that program's first keys. So the terminal is opened
 * once more, and closing that ends a read. Without a terminal of its own standard input is read,
 * and can't be left.
 */
final class TtyInput extends InputStream {
  private static final Path TERMINAL = Path.of("/dev/tty");

  private final boolean own;
  private FileInputStream file;
  private boolean left;

  private TtyInput(FileInputStream file, boolean own) {
    this.file = file;
    this.own = own;
  }

  static TtyInput open() {
    try {
      return new TtyInput(new FileInputStream(TERMINAL.toFile()), true);
    } catch (IOException e) {
      // The process has no terminal of its own: it was started in a session that has none.
      return new TtyInput(new FileInputStream(FileDescriptor.in), false);
    }
  }

  /**
   * Reads nothing until {@link #resume()}.
   *
   * @throws IOException when that can't be
   */
  synchronized void leave() throws IOException {
    if (!own) {
      throw new IOException("this program has no terminal of its own");
    }
    left = true;
    file.getChannel().close();
  }

  synchronized void resume() throws IOException {
    file = new FileInputStream(TERMINAL.toFile());
    left = false;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  /** The channel is closed by {@link #leave()} alone: then what comes after it is read. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      try {
        return current().getChannel().read(ByteBuffer.wrap(bytes, offset, length));
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        awaitReturn();
      }
    }
  }

  private synchronized FileInputStream current() {
    return file;
  }

  private synchronized void awaitReturn() throws IOException {
    try {
      while (left) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public synchronized int available() throws IOException {
    return left ? 0 : file.available();
  }
}
