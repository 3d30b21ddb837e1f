package dev.oxydra.shelldaemon;

import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellReply;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The way back to the client, for several threads. Writing waits for a client that is slow, and so
 * does the command then.
 */
final class Replies {
  private final OutputStream out;
  private boolean finished;

  Replies(OutputStream out) {
    this.out = out;
  }

  /** Says that a command may come. */
  synchronized void ready() throws IOException {
    LengthPrefixed.write(out, new ShellReply.Ready());
  }

  /** Passes output on, unless the last reply is written. */
  synchronized void output(ShellReply.Output output) throws IOException {
    if (!finished) {
      LengthPrefixed.write(out, output);
    }
  }

  /** Writes the last reply. */
  synchronized void finish(ShellReply last) throws IOException {
    finished = true;
    LengthPrefixed.write(out, last);
  }
}
