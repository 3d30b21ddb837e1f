package dev.oxydra.runner.config;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Gives a project its first configuration files. */
public final class FirstRun {
  private FirstRun() {}

  /**
   * Writes the commented templates where there is no file yet; existing files stay as they are.
   *
   * @param folder the project's configuration, {@code .oxydra}
   * @return the files that were written
   */
  public static List<Path> write(Path folder, UserId user) throws IOException {
    List<Path> written = new ArrayList<>();
    privateFolder(folder);
    privateFolder(folder.resolve("users"));
    template("agent.conf", folder.resolve("agent.conf"), written);
    template("runner.conf", folder.resolve("runner.conf"), written);
    template("runner-user.conf", folder.resolve("users").resolve(user + ".conf"), written);
    return written;
  }

  private static void privateFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static void template(String name, Path file, List<Path> written) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (InputStream in = FirstRun.class.getResourceAsStream("templates/" + name)) {
      if (in == null) {
        throw new IOException("The template " + name + " is missing; build the program again");
      }
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, in.readAllBytes());
    }
    written.add(file);
  }
}
