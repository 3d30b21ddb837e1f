package dev.oxydra.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The standard input, be it a terminal or a pipe. */
final class StandardInput implements LineInput {
  private @Nullable BufferedReader reader;

  @Override
  public @Nullable String read() {
    BufferedReader in = reader;
    if (in == null) {
      in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      reader = in;
    }
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the standard input", e);
    }
  }

  /** With stty(1), as the JDK's console would read past what was typed ahead. */
  @Override
  public @Nullable String readHidden(Runnable question) {
    Thread restoring = new Thread(() -> stty("echo"), "echo-restorer");
    if (!stty("-echo")) {
      question.run();
      return read(); // No terminal: nothing is shown anyway.
    }
    Runtime.getRuntime().addShutdownHook(restoring);
    try {
      question.run();
      return read();
    } finally {
      stty("echo");
      Runtime.getRuntime().removeShutdownHook(restoring);
    }
  }

  private static boolean stty(String setting) {
    try {
      Process stty =
          new ProcessBuilder("stty", setting)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return stty.waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
