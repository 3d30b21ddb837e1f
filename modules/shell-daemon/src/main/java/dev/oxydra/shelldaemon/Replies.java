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

  Replies(OutputStream out) {
    this.out = out;
  }

  synchronized void send(ShellReply reply) throws IOException {
    LengthPrefixed.write(out, reply);
  }
}
