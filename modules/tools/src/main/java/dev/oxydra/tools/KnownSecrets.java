package dev.oxydra.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The secrets that this process knows. A guest has no keys, but clients show it a token. */
final class KnownSecrets implements Supplier<List<String>> {
  /** What is shorter is found in too many texts. */
  private static final int SHORTEST = 8;

  private final Path file;
  private volatile List<String> known = List.of();

  private KnownSecrets(Path file) {
    this.file = file;
  }

  /**
   * @param file its lines are the secrets; it is read until it is there
   */
  static Supplier<List<String>> inFile(Path file) {
    return new KnownSecrets(file);
  }

  @Override
  public List<String> get() {
    if (known.isEmpty()) {
      known = read();
    }
    return known;
  }

  private List<String> read() {
    try {
      return Files.readAllLines(file).stream().filter(line -> line.length() >= SHORTEST).toList();
    } catch (IOException e) {
      return List.of(); // There is none, as in a maintenance run.
    }
  }
}
