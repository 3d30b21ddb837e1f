package dev.oxydra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line, run as a user runs it: each call is a process of its own. */
final class RunnerProcess {
  private final Path home;
  private final Path folder;
  private final UserId user;

  RunnerProcess(Path home, Path folder, UserId user) {
    this.home = home;
    this.folder = folder;
    this.user = user;
  }

  /** Runs a command and returns how long the whole process took, in milliseconds. */
  double millis(String... arguments) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    output(arguments);
    return (System.nanoTime() - begin) / 1e6;
  }

  /** The process id of the user's guest. */
  long guestPid() throws IOException, InterruptedException {
    for (JsonNode guest : status().path("guests")) {
      if (guest.path("user").asText().equals(user.value())) {
        return guest.path("pid").longValue();
      }
    }
    throw new IOException("No guest of " + user + " runs");
  }

  /** How all users' guests are. */
  JsonNode status() throws IOException, InterruptedException {
    return Json.mapper().readTree(output(List.of(), "status", "--json"));
  }

  private String output(String... arguments) throws IOException, InterruptedException {
    return output(List.of("--user", user.value()), arguments);
  }

  private String output(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(home.resolve("bin/runner").toString(), "--dir", folder.toString()));
    command.addAll(options);
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException(command + " ended with " + exit + ": " + output);
    }
    return output;
  }
}
