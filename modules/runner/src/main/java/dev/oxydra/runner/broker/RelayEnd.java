package dev.oxydra.runner.broker;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One side of a relayed connection. Reading and writing may be at the same time. */
interface RelayEnd extends AutoCloseable {
  /** Waits for bytes and puts them into the buffer; negative at the end. */
  int read(ByteBuffer buffer) throws IOException;

  /** Writes all that the buffer has. */
  void write(ByteBuffer buffer) throws IOException;

  /** Tells the other side that nothing more comes. */
  void end() throws IOException;

  /** Ends it at once, also for a thread that waits in it. */
  @Override
  void close() throws IOException;
}
