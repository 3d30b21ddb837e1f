package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.doctor.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which Java there is, and whether the distribution is whole. */
final class InstallationDoctor {
  private static final int JAVA = 25;

  private InstallationDoctor() {}

  /**
   * @param programs takes what agents run from
   */
  static List<Finding> findings(Invocation invocation, List<Path> programs) {
    return List.of(
        java(),
        Attempt.of("installation", () -> launchers(invocation, programs)),
        runtime(invocation.distribution().home().resolve("runtime")));
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String home = System.getProperty("java.home", "");
    return version >= JAVA
        ? ok("JDK", version + " in " + home)
        : broken(
            "JDK", version + " in " + home + ". Install 25 or newer, or set OXYDRA_JAVA_HOME.");
  }

  private static Finding launchers(Invocation invocation, List<Path> programs) {
    Distribution distribution = invocation.distribution();
    for (String program : List.of("guest", "shell-daemon")) {
      programs.addAll(
          distribution.programsOf(
              distribution.commandOf(program, invocation.host().environment())));
    }
    return ok("installation", distribution.home().toString());
  }

  private static Finding runtime(Path runtime) {
    return Files.isExecutable(runtime.resolve("bin/java"))
        ? ok("runtime", "guests have a Java of their own in " + runtime)
        : warning(
            "runtime",
            "There is no %s: guests take the JDK, and images can't be built. Build or install Oxydra again."
                .formatted(runtime));
  }
}
