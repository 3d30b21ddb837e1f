package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Knows from their own help which commands and options {@code ./dev} and {@code ./runner} have. */
final class CommandHelp {
  private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z][a-z-]*)(?= |$)");

  /** Something to be named by its user, not a command or an option. */
  private static final Pattern ARGUMENT =
      Pattern.compile("(?m)^ +(\\[[A-Z]+(?:\\.{3})?\\]|[A-Z]{3,})  ");

  private static final Pattern EXAMPLE = Pattern.compile("`([^`]+)`");
  private static final Pattern COMMAND =
      Pattern.compile("^(?:sudo +|[A-Z_]+=\\S+ +)*\\./(dev|runner)(?= |$)([^|>;#]*)");

  private final Path root;
  private final Map<List<String>, String> helps = new HashMap<>();
  private int checked;

  CommandHelp(Path root) {
    this.root = root;
  }

  /** How many commands there were. */
  int checked() {
    return checked;
  }

  /** Fails when the line is one of these commands and its help doesn't know a word of it. */
  void check(String line) throws IOException {
    var command = COMMAND.matcher(line.strip());
    if (!command.find()) {
      return;
    }
    checked++;
    List<String> words =
        Arrays.stream(command.group(2).strip().split("\\s+"))
            .filter(word -> !word.isEmpty())
            .toList();
    if (command.group(1).equals("dev")) {
      dev(words, line);
    } else {
      runner(words, line);
    }
  }

  /** Whether it runs a script of the distribution whose own help knows the options. */
  boolean isOfTheDistribution(String line) throws IOException {
    List<String> words = List.of(line.replaceFirst("^sudo ", "").split(" ", -1));
    if (!words.getFirst().startsWith("target/oxydra/")) {
      return false;
    }
    String help = help(List.of(root.resolve(words.getFirst()).toString()));
    checked++;
    return words.stream().filter(word -> word.startsWith("--")).allMatch(help::contains);
  }

  /** The commands that {@code ./dev --help} itself gives as examples. */
  void checkOwnExamples() throws IOException {
    String help = help(List.of(root.resolve("dev").toString()));
    for (var example : EXAMPLE.matcher(help).results().toList()) {
      check(example.group(1));
    }
  }

  private void dev(List<String> words, String line) throws IOException {
    int module = words.indexOf("-pl") + 1;
    assertTrue(
        module == 0 || Files.isDirectory(root.resolve(words.get(module))),
        () -> "No such module: " + line);
    if (!words.isEmpty() && !words.getFirst().equals("--help")) {
      String help = help(List.of(root.resolve("dev").toString()));
      assertTrue(listed(help).contains(words.getFirst()), () -> "No such command: " + line);
    }
  }

  private void runner(List<String> words, String line) throws IOException {
    List<String> path = new ArrayList<>(List.of(Distribution.built().bin("runner").toString()));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String help = help(path);
      if (word.startsWith("-")) {
        String option = word.replaceFirst("=.*", "");
        assertTrue(
            Pattern.compile("(?m)^ .*" + option + "\\b").matcher(help).find(),
            () -> "No option " + option + ": " + line);
        i += help.contains(option + "=") && !word.contains("=") ? 1 : 0;
      } else if (!ARGUMENT.matcher(help).find()) {
        assertTrue(listed(help).contains(word), () -> "No command " + word + ": " + line);
        path.add(word);
      }
    }
  }

  private static Set<String> listed(String help) {
    return LISTED.matcher(help).results().map(it -> it.group(1)).collect(Collectors.toSet());
  }

  private String help(List<String> path) throws IOException {
    String known = helps.get(path);
    if (known != null) {
      return known;
    }
    List<String> command = new ArrayList<>(path);
    command.add("--help");
    Distribution.Ended ended = Distribution.run(Map.of(), command);
    assertEquals(0, ended.exit(), ended.output());
    helps.put(List.copyOf(path), ended.output());
    return ended.output();
  }
}
