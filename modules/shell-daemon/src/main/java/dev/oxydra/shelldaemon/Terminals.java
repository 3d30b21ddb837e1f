package dev.oxydra.shelldaemon;

import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Starts programs that have a terminal. Nothing of it is loaded before the first one. */
final class Terminals {
  private static final int COLUMNS = 80;
  private static final int ROWS = 24;

  static {
    // The distribution has the native libraries ready, which would else be unpacked to /tmp.
    Path natives = Path.of(System.getProperty("oxydra.home", "/nonexistent"), "lib", "native");
    if (Files.isDirectory(natives.resolve("pty4j"))) {
      System.setProperty("jna.boot.library.path", natives.toString());
      System.setProperty("pty4j.preferred.native.folder", natives.resolve("pty4j").toString());
    }
  }

  private Terminals() {}

  /** Whoever gets a terminal leads a session, and its three streams are that terminal. */
  static Process start(String[] program, String directory, Map<String, String> environment)
      throws IOException {
    return new PtyProcessBuilder(program)
        .setDirectory(directory)
        .setEnvironment(environment)
        .setInitialColumns(COLUMNS)
        .setInitialRows(ROWS)
        .setRedirectErrorStream(true)
        .start();
  }
}
