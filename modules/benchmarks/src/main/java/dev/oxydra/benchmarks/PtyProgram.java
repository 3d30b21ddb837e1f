package dev.oxydra.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program on a pseudo-terminal of its own, which util-linux's script makes. What it writes is
 * timed as it arrives, and forgotten; it answers none of the questions that programs ask terminals.
 */
final class PtyProgram implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  /** What the shell writes right before it becomes the program. */
  private static final String BEGIN = "now:";

  /** More than this of what nobody waited for is not kept, in bytes. */
  private static final int KEPT = 4096;

  private final Process script;
  private final OutputStream keys;

  /** What has come since the last text that was waited for, a character for each byte. */
  private final StringBuilder seen = new StringBuilder();

  private @Nullable Wanted wanted;
  private long bytes;
  private long arrivedAt;
  private long begunAt;

  /** A text that is waited for, and when it had come, in terms of {@link System#nanoTime}. */
  private record Wanted(String bytes, CompletableFuture<Long> at) {}

  private PtyProgram(Process script) {
    this.script = script;
    this.keys = script.getOutputStream();
  }

  /**
   * Starts one.
   *
   * @param command the program and its arguments
   * @param environment set in addition to our own
   * @param columns the terminal's width
   * @param rows its height
   */
  static PtyProgram start(
      List<String> command, Map<String, String> environment, int columns, int rows)
      throws IOException {
    StringBuilder shell =
        new StringBuilder("stty rows %d cols %d; printf %s; exec".formatted(rows, columns, BEGIN));
    command.forEach(word -> shell.append(" '").append(word.replace("'", "'\\''")).append('\''));
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qfec", shell.toString(), "/dev/null")
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("SHELL", "/bin/sh");
    PtyProgram program = new PtyProgram(builder.start());
    Thread.ofPlatform().daemon().name("pty").start(program::read);
    program.begunAt = program.await(BEGIN);
    return program;
  }

  /** When the shell became the program, in terms of {@link System#nanoTime}. */
  long begunAt() {
    return begunAt;
  }

  /** The program's process. */
  ProcessHandle process() {
    return script.children().findFirst().orElseThrow();
  }

  /** How many bytes it has written so far. */
  synchronized long bytes() {
    return bytes;
  }

  /** Waits for a text, which may have come before; says when, as {@link #begunAt()} does. */
  long await(String text) throws IOException {
    return at(expect(text));
  }

  /** Types a text, and waits until {@code echo} comes. */
  long echoed(String text, String echo) throws IOException {
    synchronized (this) {
      seen.setLength(0);
    }
    CompletableFuture<Long> at = expect(echo);
    type(text);
    return at(at);
  }

  void type(String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  private synchronized CompletableFuture<Long> expect(String text) {
    String encoded = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Wanted next = new Wanted(encoded, new CompletableFuture<>());
    wanted = next;
    look();
    return next.at();
  }

  private static long at(CompletableFuture<Long> time) throws IOException {
    try {
      return time.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("The terminal did not show what was waited for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  private void read() {
    byte[] chunk = new byte[64 * 1024];
    try (InputStream out = script.getInputStream()) {
      for (int length = out.read(chunk); length >= 0; length = out.read(chunk)) {
        arrived(chunk, length, System.nanoTime());
      }
      end(new IOException("The program has ended"));
    } catch (IOException e) {
      end(e);
    }
  }

  private synchronized void arrived(byte[] chunk, int length, long now) {
    bytes += length;
    arrivedAt = now;
    seen.append(new String(chunk, 0, length, StandardCharsets.ISO_8859_1));
    look();
    if (seen.length() > KEPT) {
      seen.delete(0, seen.length() - KEPT);
    }
  }

  private synchronized void look() {
    Wanted text = wanted;
    int at = text == null ? -1 : seen.indexOf(text.bytes());
    if (text != null && at >= 0) {
      seen.delete(0, at + text.bytes().length());
      wanted = null;
      text.at().complete(arrivedAt);
    }
  }

  private synchronized void end(IOException why) {
    if (wanted != null) {
      wanted.at().completeExceptionally(why);
    }
  }

  /** Lets a program that leaves by itself do so. */
  void awaitEnd() throws IOException, InterruptedException {
    if (!script.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("The program did not end");
    }
  }

  /** Ends the program and all that it has started. */
  @Override
  public void close() {
    List<ProcessHandle> left = script.descendants().toList();
    left.forEach(ProcessHandle::destroyForcibly);
    left.forEach(process -> process.onExit().join());
    script.destroyForcibly();
    script.onExit().join();
  }
}
