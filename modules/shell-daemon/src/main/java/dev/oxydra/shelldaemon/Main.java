package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The shell daemon's process: {@code Main <socket> [<proxy's socket>]}. It listens until it gets a
 * TERM, then kills what runs, removes the socket, and exits with 0. Where it can't listen it says
 * why on standard error and exits with 2.
 */
public final class Main {
  private static final int CAN_NOT_LISTEN = 2;

  private Main() {}

  public static void main(String[] args) {
    if (args.length < 1 || args.length > 2) {
      System.err.println(
          "Usage: shell-daemon <path of the Unix socket to listen on> [<path of the proxy's>]");
      System.exit(CAN_NOT_LISTEN);
    }
    try {
      serve(Daemon.listen(Path.of(args[0]), args.length < 2 ? null : Path.of(args[1])));
    } catch (IOException | InvalidPathException e) {
      System.err.println("The shell daemon can't listen on " + args[0] + ": " + e.getMessage());
      System.exit(CAN_NOT_LISTEN);
    }
  }

  private static void serve(Daemon daemon) {
    Thread stop =
        new Thread(
            () -> {
              daemon.close();
              // A TERM is the ordinary end; by itself the JVM would exit with 143.
              Runtime.getRuntime().halt(0);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    daemon.run();
  }
}
