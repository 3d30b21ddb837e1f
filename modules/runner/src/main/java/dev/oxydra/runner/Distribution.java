package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.LinkTargets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The folder that the product is installed in, with its launchers in {@code bin}.
 *
 * @param home the folder, absolute
 */
record Distribution(Path home) {
  /** Variables of ours that decide which JDK a launcher takes. */
  private static final List<String> LAUNCHER_VARIABLES =
      List.of("PATH", "HOME", "LANG", "JAVA_HOME", "OXYDRA_JAVA_HOME");

  /** Makes a launcher print its command line, an argument a line, in place of running it. */
  private static final String PRINT_COMMAND = "OXYDRA_PRINT_COMMAND";

  /** Where the built-in skills are. */
  Path skills() {
    return home.resolve("skills");
  }

  Path launcher(String name) {
    return home.resolve("bin").resolve(name);
  }

  /**
   * The command line behind a launcher, whose first word is the real path of {@code java}, for a
   * place where the launcher itself can't run.
   *
   * @throws RunnerException when the launcher is missing or refuses
   */
  List<String> commandOf(String name, Map<String, String> environment) {
    Path launcher = launcher(name);
    if (!Files.isExecutable(launcher)) {
      throw new RunnerException(
          Kind.INSTALLATION, "The installation lacks " + launcher + ". Build or install it again.");
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(launcher.toString()).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(launcherEnvironment(environment));
      builder.environment().put(PRINT_COMMAND, "1");
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      List<String> command = said.lines().toList();
      if (code != 0 || command.isEmpty()) {
        throw new RunnerException(
            Kind.INSTALLATION,
            "%s failed with exit code %d: %s".formatted(launcher, code, said.strip()));
      }
      return withRealJava(command);
    } catch (IOException e) {
      throw new RunnerException(
          Kind.INSTALLATION, "Could not run " + launcher + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException(Kind.INSTALLATION, "Interrupted while running " + launcher, e);
    }
  }

  /**
   * The folders that a command of {@link #commandOf} needs: this one, that of its JDK, and what
   * links of the JDK lead to.
   */
  List<Path> programsOf(List<String> command) {
    Path jdk = Path.of(command.getFirst()).resolve("../..").normalize();
    List<Path> programs = new ArrayList<>(List.of(home, jdk));
    programs.addAll(LinkTargets.outside(jdk));
    return programs;
  }

  /**
   * With the real path of its {@code java}: links on the way to it may lie where a sandbox can't
   * look.
   */
  private static List<String> withRealJava(List<String> command) throws IOException {
    List<String> real = new ArrayList<>(command);
    real.set(0, Path.of(command.getFirst()).toRealPath().toString());
    return real;
  }

  private static Map<String, String> launcherEnvironment(Map<String, String> environment) {
    return LAUNCHER_VARIABLES.stream()
        .filter(environment::containsKey)
        .collect(Collectors.toMap(name -> name, environment::get));
  }
}
