package dev.oxydra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real terminal for tests: one window of a tmux server of its own, which dies with {@link
 * #close()} and everything in it. Needs {@code @RequiresTool("tmux")}.
 */
public final class Tmux implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;

  private Tmux(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts a program in a window.
   *
   * @param command the program and its arguments
   * @param columns the window's width, at least 1
   * @param rows the window's height, at least 1
   * @param environment set in addition to the test's own; a {@code TERM} among it is what the
   *     program is told
   * @throws UncheckedIOException when tmux can't do it
   */
  public static Tmux start(
      List<String> command, int columns, int rows, Map<String, String> environment) {
    Tmux tmux = new Tmux(newFolder());
    List<String> program = new ArrayList<>(List.of("env"));
    environment.forEach((key, value) -> program.add(key + "=" + value));
    program.addAll(command);
    List<String> start =
        List.of("-f", "/dev/null", "new-session", "-d", "-x", "" + columns, "-y", "" + rows);
    tmux.run(Stream.concat(start.stream(), program.stream()).toArray(String[]::new));
    // So that the last screen of a program that has ended can be read.
    tmux.run("set-option", "-g", "remain-on-exit", "on");
    return tmux;
  }

  /** Types text as it is; no word of it is taken for a key's name. */
  public void type(String text) {
    run("send-keys", "-l", "--", text);
  }

  /** Presses keys by tmux's names: {@code Enter}, {@code C-c}, {@code M-Enter}, {@code PPage}. */
  public void keys(String... names) {
    run(Stream.concat(Stream.of("send-keys"), Stream.of(names)).toArray(String[]::new));
  }

  /**
   * Pastes text the way a terminal does: bracketed where the program asked for it. It may be longer
   * than an argument of a program.
   */
  public void paste(String text) {
    Path file = folder.resolve("paste");
    try {
      Files.writeString(file, text);
      run("load-buffer", file.toString());
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("paste-buffer", "-p");
  }

  /** What the window shows, one line a row, without the blanks at their ends. */
  public String screen() {
    return run("capture-pane", "-p");
  }

  /** As {@link #screen()}, with colours as escape sequences. */
  public String colouredScreen() {
    return run("capture-pane", "-p", "-e");
  }

  /**
   * Waits until the window shows a text.
   *
   * @return the screen that shows it
   * @throws AssertionError when it doesn't by the deadline; the message has the last screen
   */
  public String awaitScreen(String text, Duration deadline) {
    String[] last = {""};
    try {
      return Await.value(
          "'" + text + "' on the screen",
          deadline,
          () -> {
            last[0] = screen();
            return last[0].contains(text) ? last[0] : null;
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it shows:\n" + last[0], e);
    }
  }

  /** Gives the window another size. */
  public void resize(int columns, int rows) {
    run("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  /** The process that the window was started with; {@code env} has become the program. */
  public long panePid() {
    return Long.parseLong(run("display-message", "-p", "#{pane_pid}").strip());
  }

  /** The terminal device that the program is on. */
  public Path tty() {
    return Path.of(run("display-message", "-p", "#{pane_tty}").strip());
  }

  /** A value of tmux's own, such as {@code alternate_on} or {@code cursor_flag}. */
  public String format(String variable) {
    return run("display-message", "-p", "#{" + variable + "}").strip();
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket().toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " said: " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("Interrupted while tmux ran", e));
    }
  }

  /** Ends the server and all that runs in it, and waits until that is over. */
  @Override
  public void close() {
    List<ProcessHandle> running =
        ProcessHandle.of(panePid()).stream()
            .flatMap(pane -> Stream.concat(Stream.of(pane), pane.descendants()))
            .toList();
    run("kill-server");
    running.forEach(ProcessHandle::destroy); // One may not mind that its terminal is gone.
    Await.until(
        "the end of what ran in the terminal",
        PATIENCE,
        () -> running.stream().noneMatch(ProcessHandle::isAlive));
    try {
      Files.deleteIfExists(socket());
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** tmux leaves its socket behind, so it has a folder that is deleted. */
  private Path socket() {
    return folder.resolve("s");
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("ox");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
