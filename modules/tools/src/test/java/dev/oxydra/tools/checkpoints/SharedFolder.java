package dev.oxydra.tools.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder that shells work in, and what is kept of it. */
record SharedFolder(Path shared, Path store) {
  static final SessionId SESSION = new SessionId("s");

  static SharedFolder in(Path folder) throws IOException {
    return new SharedFolder(
        Files.createDirectory(folder.resolve("shared")), folder.resolve("kept"));
  }

  Checkpoints open() {
    return open(AgentConfig.Checkpoints.defaults());
  }

  Checkpoints open(AgentConfig.Checkpoints limits) {
    return CheckpointStore.of(shared, store, limits);
  }

  static AgentConfig.Checkpoints limits(long size, long fileSize, int files, int keep) {
    return new AgentConfig.Checkpoints(true, size, fileSize, files, keep);
  }

  static TurnId turn(String id) {
    return new TurnId(id);
  }

  static Checkpoints.Restored restore(Checkpoints checkpoints, TurnId turn)
      throws InterruptedException {
    return checkpoints.restore(SESSION, List.of(turn), restored -> {});
  }

  /** Runs a script in the folder, which must succeed. */
  void sh(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-ec", script)
            .directory(shared.toFile())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertEquals(0, process.waitFor(), output);
  }

  /** Everything in it, one a line: kind, mode, time, links' targets, contents' digests. */
  String listing() throws IOException, InterruptedException {
    return listing(shared);
  }

  static String listing(Path folder) throws IOException, InterruptedException {
    String script =
        "find . -mindepth 1 ! -type d -printf '%P|%y|%m|%T@|%l\\n' | LC_ALL=C sort;"
            + " find . -mindepth 1 -type d -printf '%P|%y|%m\\n' | LC_ALL=C sort;"
            + " find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum";
    Process process = new ProcessBuilder("sh", "-ec", script).directory(folder.toFile()).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    return new String(output, StandardCharsets.ISO_8859_1);
  }

  /** The files that contents are stored in. */
  List<Path> objects() throws IOException {
    List<Path> objects = new ArrayList<>();
    try (var files = Files.walk(store.resolve("objects"))) {
      files.filter(Files::isRegularFile).forEach(objects::add);
    }
    return objects;
  }
}
