package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A running sandbox, as the arguments of bubblewrap that made it.
 *
 * @param arguments the whole command line
 */
record Sandbox(List<String> arguments) {
  /** The sandbox among the daemon's children that has this folder inside. */
  static Sandbox with(String folder, ProcessHandle daemon) throws IOException {
    for (ProcessHandle child : daemon.children().toList()) {
      List<String> command = new ProcessFiles(child.pid()).commandLine();
      if (command.getFirst().endsWith("bwrap") && command.contains(folder)) {
        return new Sandbox(command);
      }
    }
    throw new AssertionError("No sandbox with " + folder);
  }

  /**
   * Runs {@link SandboxLook} in another sandbox that is made exactly like this one, but for the
   * folder of that program.
   *
   * @return its findings
   */
  List<String> look(String... addresses) throws IOException, URISyntaxException {
    List<String> command = new ArrayList<>(arguments);
    // What the daemon reads and writes there is not this program's; the escape suite tries filters.
    for (String descriptor : List.of("--json-status-fd", "--seccomp")) {
      int option = command.indexOf(descriptor);
      assertTrue(option > 0, descriptor);
      command.subList(option, option + 2).clear();
    }
    Path classes =
        Path.of(SandboxLook.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    command.addAll(
        command.indexOf("--remount-ro"), List.of("--ro-bind", classes.toString(), "/look"));
    String java =
        command.stream().filter(word -> word.endsWith("/bin/java")).findFirst().orElseThrow();
    command.subList(command.indexOf(java) + 1, command.size()).clear();
    command.addAll(List.of("-cp", "/look", SandboxLook.class.getName()));
    command.addAll(List.of(addresses));
    Distribution.Ended ended = Distribution.run(Map.of(), command);
    assertEquals(0, ended.exit(), ended.output());
    return ended.output().lines().toList();
  }

  /** What was found of one kind. */
  static List<String> findings(List<String> found, String kind) {
    return found.stream()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.substring(kind.length() + 1))
        .sorted()
        .toList();
  }
}
