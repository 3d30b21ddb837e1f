package dev.oxydra.tui;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terminal driver's settings, by {@code stty} on standard input. Everything that a start needs
 * is one process: its startup is most of what the first frame costs.
 */
final class Stty {
  /**
   * Bytes as they come, no echo, no signals from keys, no flow control, and carriage return left as
   * it is, which tells Enter from Ctrl+J.
   */
  private static final String RAW = "-icanon -echo -isig -iexten -icrnl -ixon min 1 time 0";

  private static final Pattern SAVED = Pattern.compile("[0-9A-Fa-f:=a-z;]+");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");

  /** Columns and rows, each at least 1. */
  record Size(int columns, int rows) {}

  /**
   * What was found before raw mode.
   *
   * @param settings what {@code stty -g} printed
   * @param size null where the terminal doesn't know
   */
  record Saved(String settings, @Nullable Size size) {}

  private Stty() {}

  /**
   * Saves the settings and switches to raw mode.
   *
   * @throws IOException when stty can't do it
   */
  static Saved raw() throws IOException {
    String[] lines = run("stty -g && stty size && stty " + RAW).split("\n", -1);
    String settings = lines[0].strip();
    if (!SAVED.matcher(settings).matches()) {
      throw new IOException("stty -g printed '" + settings + "'");
    }
    return new Saved(settings, size(lines.length > 1 ? lines[1] : ""));
  }

  /**
   * Puts the settings back.
   *
   * @throws IOException when stty can't do it, as after the terminal is gone
   */
  static void restore(String settings) throws IOException {
    run("stty " + settings);
  }

  /**
   * The terminal's size now; null where it doesn't know.
   *
   * @throws IOException when stty can't tell
   */
  static @Nullable Size size() throws IOException {
    return size(run("stty size"));
  }

  private static @Nullable Size size(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    int rows = Integer.parseInt(matcher.group(1));
    int columns = Integer.parseInt(matcher.group(2));
    return rows < 1 || columns < 1 ? null : new Size(columns, rows);
  }

  private static String run(String script) throws IOException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", script)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("'" + script + "' said: " + text.strip());
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while running '" + script + "'", e);
    }
  }
}
