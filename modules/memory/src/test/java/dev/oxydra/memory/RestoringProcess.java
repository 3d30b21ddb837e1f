package dev.oxydra.memory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A process of its own that restores a journal and ends in the middle. */
final class RestoringProcess {
  /** Its exit code then. */
  static final int KILLED = 137;

  private RestoringProcess() {}

  /**
   * Starts it.
   *
   * @param before the step that is not done any more
   */
  static Process start(Path journal, String name, Restore.Step before) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                // Where the driver unpacks its library: a process that is killed can't remove it.
                "-Djava.io.tmpdir=" + journal.getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                RestoringProcess.class.getName(),
                journal.toString(),
                name,
                before.name()))
        .redirectInput(new File("/dev/null"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Restores, and halts at once before a step: nothing is closed or cleaned up. */
  public static void main(String[] args) {
    Restore.Step killed = Restore.Step.valueOf(args[2]);
    System.out.println(
        new Restore(
                Path.of(args[0]),
                Clock.systemUTC(),
                step -> {
                  if (step == killed) {
                    Runtime.getRuntime().halt(KILLED);
                  }
                })
            .run(args[1]));
  }
}
