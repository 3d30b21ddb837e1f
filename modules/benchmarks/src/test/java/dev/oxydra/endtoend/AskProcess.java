package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code runner ask} that runs, with its outputs apart; ended when it is closed. */
record AskProcess(Process process, Path folder) implements AutoCloseable {
  /**
   * Starts one.
   *
   * @param input what is piped in
   * @param before what comes before the command
   */
  static AskProcess start(
      RunnerUnderTest runner, String input, List<String> before, String... arguments)
      throws IOException {
    AskProcess started = start(runner, command(runner, before, arguments));
    started.type(input);
    try {
      started.process.getOutputStream().close();
    } catch (IOException e) {
      return started; // It has read enough, and ended.
    }
    return started;
  }

  /** The same on a terminal of its own, which is its standard output too. */
  static AskProcess onTerminal(RunnerUnderTest runner, String... arguments) throws IOException {
    String command =
        String.join(
            " ",
            command(runner, List.of(), arguments).stream().map(word -> "'" + word + "'").toList());
    return start(runner, List.of("script", "-qec", command, "/dev/null"));
  }

  private static List<String> command(
      RunnerUnderTest runner, List<String> before, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.addAll(runner.command("ask"));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static AskProcess start(RunnerUnderTest runner, List<String> command) throws IOException {
    Path folder = Files.createTempDirectory("oxk");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(runner.environment());
    return new AskProcess(builder.start(), folder);
  }

  /** Writes to its standard input. */
  void type(String text) throws IOException {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        return; // It reads no more than it takes.
      }
    }
  }

  String out() {
    return read("out");
  }

  String err() {
    return read("err");
  }

  private String read(String stream) {
    try {
      return new String(Files.readAllBytes(folder.resolve(stream)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Its output, a JSON object a line. */
  List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : out().lines().toList()) {
      events.add(Json.mapper().readTree(line));
    }
    return events;
  }

  /** Waits until it has written this. */
  void awaitOut(String text) {
    Await.until(
        text + " in the output",
        PATIENCE,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("It ended: " + out() + err());
          }
          return out().contains(text);
        });
  }

  /** As Ctrl+C does. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end. */
  int exit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("It did not end: " + out() + err());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    for (String stream : List.of("out", "err")) {
      Files.delete(folder.resolve(stream));
    }
    Files.delete(folder);
  }
}
