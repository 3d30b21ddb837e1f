package dev.oxydra.runner.broker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged, what the broker says for developers included. */
final class RecordedLog extends Handler {
  private final Logger root = Logger.getLogger("");
  private final Logger broker = Logger.getLogger(Broker.class.getPackageName());
  private final Level level = broker.getLevel();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  RecordedLog() {
    broker.setLevel(Level.ALL);
    root.addHandler(this);
  }

  @Override
  public void publish(LogRecord line) {
    StringBuilder all = new StringBuilder(line.getMessage());
    for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
      all.append(' ').append(cause);
    }
    lines.add(all.toString());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    root.removeHandler(this);
    broker.setLevel(level);
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
