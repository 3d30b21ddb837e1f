package dev.oxydra.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.oxydra.types.Persona;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The operator's {@code SYSTEM.md} and {@code SOUL.md}, in folders that no tool of an agent can
 * write. They may be changed at any time.
 *
 * @param folders where they are looked for, the nearest first
 */
record PersonaFiles(List<Path> folders) {
  private static final int LONGEST = 64 << 10;

  /** Those of a user, beside the project's configuration and the machine's. */
  static PersonaFiles of(Path config, UserId user) {
    return new PersonaFiles(
        List.of(
            config.resolve("users").resolve(user.value()),
            config,
            Path.of(System.getProperty("user.home"), ".config", "oxydra"),
            Path.of("/etc/oxydra")));
  }

  /**
   * What they say now.
   *
   * @param problems is told of what can't be used
   */
  Persona read(Consumer<String> problems) {
    return new Persona(nearest("SYSTEM.md", problems), nearest("SOUL.md", problems));
  }

  private String nearest(String name, Consumer<String> problems) {
    for (Path folder : folders) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        return text(file, problems);
      }
    }
    return "";
  }

  private static String text(Path file, Consumer<String> problems) {
    String why;
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= LONGEST) {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
      }
      why = "it must be a file of at most %,d bytes".formatted(LONGEST);
    } catch (IOException e) {
      why = "it is no text in UTF-8 that can be read: " + e.getMessage();
    }
    problems.accept("%s is not used: %s.".formatted(file, why));
    return "";
  }
}
