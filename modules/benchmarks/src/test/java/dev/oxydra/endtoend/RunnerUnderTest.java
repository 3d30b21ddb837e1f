package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runner in a folder of its own, used as a user uses it; when it is closed nothing of it runs
 * or is left.
 */
final class RunnerUnderTest implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(5);
  static final String USER = "alice";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nobody's number, as a rule. */
  private static final int ORDINARY = 64_321;

  private final Distribution distribution;

  /** What comes before a command, to run it as somebody else. */
  private final List<String> before;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path workspaces;

  private RunnerUnderTest(
      Path folder,
      Distribution distribution,
      List<String> before,
      Map<String, String> environment) {
    this.folder = folder;
    this.distribution = distribution;
    this.before = before;
    this.workspaces = folder.resolve(".oxydra/workspaces");
    // No key of whoever runs the tests, and no Ollama of theirs.
    for (String key : List.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "API_KEY")) {
      this.environment.put(key, "");
    }
    this.environment.put("OLLAMA_HOST", "127.0.0.1:9");
    this.environment.put("HOME", folder.toString());
    this.environment.putAll(environment);
  }

  /** In an empty folder. */
  static RunnerUnderTest inEmptyFolder(Map<String, String> environment) throws IOException {
    return new RunnerUnderTest(
        Files.createTempDirectory("oxe"), Distribution.built(), List.of(), environment);
  }

  /** The same of an ordinary user of this machine, which root alone can become. */
  static RunnerUnderTest ofOrdinaryUser(Map<String, String> environment) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "oxe");
    // A checkout may lie where others can't look.
    Distribution copy = Distribution.built().copyTo(folder.resolve("dist"));
    RunnerUnderTest runner =
        new RunnerUnderTest(
            folder,
            copy,
            List.of("setpriv", "--reuid=" + ORDINARY, "--regid=" + ORDINARY, "--clear-groups"),
            environment);
    runner.give(folder);
    return runner;
  }

  static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  /** Makes a file or folder, with all in it, that of the user whose runner it is. */
  void give(Path path) throws IOException {
    if (before.isEmpty()) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.toList()) {
        Files.setAttribute(each, "unix:uid", ORDINARY, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(each, "unix:gid", ORDINARY, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Writes a file of the configuration, such as {@code agent.conf}. */
  void configure(String file, String text) throws IOException {
    Path path = folder.resolve(".oxydra").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    give(path.getParent());
  }

  Path folder() {
    return folder;
  }

  /** A file of the user's, as {@code shared/notes.txt}. */
  Path workspace(String path) {
    return workspaces.resolve(USER).resolve(path);
  }

  /** Puts the workspaces into another folder, which is not this object's to remove. */
  void workspacesIn(Path root) throws IOException {
    configure("runner.conf", "workspace_root = \"%s\"\n".formatted(root));
    workspaces = root;
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** The environment of a terminal in which it is used. */
  Map<String, String> terminalEnvironment() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("TERM", "xterm-256color");
    all.put("LC_ALL", "C.UTF-8");
    return all;
  }

  /** The command line for {@code arguments}. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(distribution.bin("runner").toString(), "--dir", folder.toString(), "--user", USER));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  Distribution.Ended run(String... arguments) throws IOException {
    return Distribution.run(environment, command(arguments));
  }

  /** Runs it and wants exit code 0. */
  String ok(String... arguments) throws IOException {
    Distribution.Ended ended = run(arguments);
    assertEquals(0, ended.exit(), () -> ended.output() + "The daemon's log: " + daemonLog());
    return ended.output();
  }

  private String daemonLog() {
    try {
      return Files.readString(folder.resolve(".oxydra/run/daemon.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The guest's part of {@code status --json}. */
  JsonNode guest() throws IOException {
    return JSON.readTree(run("status", "--json").output()).path("guests").path(0);
  }

  /** The guest's process, once it runs and is another one than {@code former}. */
  ProcessHandle guestProcess(Optional<ProcessHandle> former) {
    return Await.value(
        "a running guest other than " + former,
        PATIENCE,
        () -> {
          JsonNode guest = guest();
          return guest.path("state").asText().equals("running")
              ? ProcessHandle.of(guest.path("pid").asLong())
                  .filter(process -> !Optional.of(process).equals(former))
                  .orElse(null)
              : null;
        });
  }

  /** The daemon, which runs. */
  ProcessHandle daemon() throws IOException {
    String pid = Files.readString(folder.resolve(".oxydra/run/daemon.pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** Connects over TCP, as any client does. */
  ProtocolClient connect() throws IOException {
    JsonNode guest = guest();
    String token = Files.readString(Path.of(guest.path("token_file").asText())).strip();
    return ProtocolClient.connect(URI.create(guest.path("endpoint").asText()), token);
  }

  @Override
  public void close() throws IOException {
    try {
      ok("stop", "--all");
    } finally {
      List<Path> all = new ArrayList<>();
      try (Stream<Path> walk = Files.walk(folder)) {
        walk.forEach(all::addFirst);
      }
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    }
  }
}
