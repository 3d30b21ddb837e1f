package dev.oxydra.runner.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a program for a key: {@code pass}, {@code op}, {@code secret-tool}. There is no shell, and
 * of the environment only what such programs need. What it writes is in no message: it may be a
 * secret.
 */
final class KeyCommand {
  /** Some ask their user for a password first. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int LONGEST_LINE = 16 * 1024;

  private static final List<String> VARIABLES =
      List.of(
          "HOME",
          "PATH",
          "USER",
          "LANG",
          "DBUS_SESSION_BUS_ADDRESS",
          "XDG_RUNTIME_DIR",
          "GPG_TTY",
          "GNUPGHOME",
          "PASSWORD_STORE_DIR",
          "DISPLAY",
          "WAYLAND_DISPLAY");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Duration patience;

  /**
   * @param command the program and its arguments
   * @param patience how long it may take
   */
  KeyCommand(List<String> command, Map<String, String> environment, Duration patience) {
    this.command = command;
    this.environment = environment;
    this.patience = patience;
  }

  /** It gave no key. The message says why, and not what it wrote. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }

    Failure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The first line of its output. */
  String run() throws Failure {
    long end = System.nanoTime() + patience.toNanos();
    Process process = start();
    try {
      CompletableFuture<String> first = firstLine(process.getInputStream());
      String line = first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw late();
      }
      if (process.exitValue() != 0) {
        throw new Failure(name() + " ended with exit code " + process.exitValue());
      }
      if (line.isEmpty()) {
        throw new Failure(name() + " wrote nothing");
      }
      return line;
    } catch (TimeoutException e) {
      throw late();
    } catch (ExecutionException e) {
      throw new Failure(name() + "'s output can't be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(name() + " was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Failure late() {
    return new Failure(name() + " took longer than " + patience.toSeconds() + " s");
  }

  private Process start() throws Failure {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    for (String variable : VARIABLES) {
      String value = environment.get(variable);
      if (value != null) {
        builder.environment().put(variable, value);
      }
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new Failure(name() + " can't be run: is it installed, and in the PATH?");
    }
  }

  /** Its arguments may say more than others should know. */
  private String name() {
    return "The program " + command.getFirst();
  }

  /** A thread of its own reads: a program that it leaves behind may never close its end. */
  private static CompletableFuture<String> firstLine(InputStream out) {
    CompletableFuture<String> first = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("key-command")
        .start(() -> {
          try (out) {
            first.complete(readLine(out));
            // A program that can't write on would fail.
            out.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            first.completeExceptionally(e);
          }
        });
    return first;
  }

  private static String readLine(InputStream out) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = out.read();
    while (b >= 0 && b != '\n' && line.size() < LONGEST_LINE) {
      line.write(b);
      b = out.read();
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}
