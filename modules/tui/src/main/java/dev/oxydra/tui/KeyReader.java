package dev.oxydra.tui;

import java.io.IOException;
import java.io.Reader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Reads what the terminal sends until it ends. */
final class KeyReader implements Runnable, KeyDecoder.Listener {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Reader reader;
  private final LongSupplier patienceNanos;
  private final Runnable answered;
  private final Consumer<Input> inputs;
  private final KeyDecoder decoder = new KeyDecoder(this);

  /**
   * @param patienceNanos how long after an Esc more may come that belongs to it
   * @param answered told when the terminal has answered all that it was asked
   */
  KeyReader(Reader reader, LongSupplier patienceNanos, Runnable answered, Consumer<Input> inputs) {
    this.reader = reader;
    this.patienceNanos = patienceNanos;
    this.answered = answered;
    this.inputs = inputs;
  }

  @Override
  public void run() {
    char[] buffer = new char[4096];
    try {
      int length = reader.read(buffer);
      while (length >= 0) {
        decoder.accept(new String(buffer, 0, length));
        if (decoder.isWaiting() && !isMoreComing()) {
          decoder.settle();
        }
        length = reader.read(buffer);
      }
      inputs.accept(new Input.InputClosed("standard input has ended"));
    } catch (IOException e) {
      inputs.accept(new Input.InputClosed("standard input can't be read: " + e.getMessage()));
    }
  }

  private boolean isMoreComing() throws IOException {
    long began = System.nanoTime();
    while (!reader.ready()) {
      if (System.nanoTime() - began > patienceNanos.getAsLong()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  @Override
  public void key(Key key) {
    inputs.accept(new Input.Pressed(key));
  }

  @Override
  public void background(int rgb) {
    inputs.accept(new Input.Background(rgb));
  }

  @Override
  public void attributes() {
    answered.run();
  }
}
