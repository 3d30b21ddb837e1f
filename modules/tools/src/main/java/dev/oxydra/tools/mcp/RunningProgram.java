package dev.oxydra.tools.mcp;

import java.io.InputStream;
import java.io.OutputStream;

/** A program that runs until it is closed or ends by itself. */
public interface RunningProgram extends AutoCloseable {
  /** What it writes to its standard output. */
  InputStream output();

  /** What it reads from its standard input. */
  OutputStream input();

  /** The last bytes that it wrote to its standard error, as text. */
  String errors();

  /** Whether it has not ended. */
  boolean isRunning();

  /** Ends it and all that it started; whoever reads its output sees the end. */
  @Override
  void close();
}
