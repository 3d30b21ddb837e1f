package dev.oxydra.tools.checkpoints;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that brings a folder back, and never comes to an end with it. */
final class RestoringProcess {
  private RestoringProcess() {}

  static Process start(SharedFolder place, TurnId turn) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RestoringProcess.class.getName(),
            place.shared().toString(),
            place.store().toString(),
            turn.value())
        .inheritIO()
        .start();
  }

  /** Folder, store and turn. */
  public static void main(String[] args) throws InterruptedException {
    var checkpoints =
        CheckpointStore.of(Path.of(args[0]), Path.of(args[1]), AgentConfig.Checkpoints.defaults());
    var _ =
        checkpoints.restore(
            SharedFolder.SESSION, List.of(new TurnId(args[2])), restored -> waitForEver());
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
