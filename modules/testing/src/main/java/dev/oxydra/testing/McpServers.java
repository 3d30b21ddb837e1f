package dev.oxydra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Servers of the Model Context Protocol that others have written, from the npm registry in pinned
 * versions: {@code @modelcontextprotocol/server-everything} and {@code -filesystem}. Needs {@code
 * node} and {@code npm}. They are installed once, below the build's {@code target}.
 */
public final class McpServers {
  private static final List<String> PINS = List.of("package.json", "package-lock.json");
  private static final long MINUTES = 5;

  private McpServers() {}

  /**
   * The folder of all, {@code node_modules}.
   *
   * @throws IOException when they can't be installed, with what npm says
   */
  public static synchronized Path folder() throws IOException, InterruptedException {
    Path target = Files.createDirectories(root().resolve("target"));
    // Modules are tested in processes of their own.
    try (FileChannel channel =
            FileChannel.open(
                target.resolve("mcp-servers.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Path folder = target.resolve("mcp-servers-" + Integer.toHexString(pins()));
      if (!Files.exists(folder.resolve("done"))) {
        install(Files.createDirectories(folder));
      }
      return folder.resolve("node_modules");
    }
  }

  /** What starts one, such as {@code everything}, with its arguments. */
  public static List<String> command(String server, String... arguments)
      throws IOException, InterruptedException {
    Path script = folder().resolve("@modelcontextprotocol/server-" + server + "/dist/index.js");
    // What the servers take for granted has to be asked for in Node.js 18, Debian 12's.
    List<String> command =
        new ArrayList<>(List.of("node", "--experimental-global-webcrypto", script.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve(".mvn"))) {
      at = Objects.requireNonNull(at.getParent(), "no folder of the build above this one");
    }
    return at;
  }

  private static InputStream pin(String name) {
    return Objects.requireNonNull(
        McpServers.class.getResourceAsStream("mcp-servers/" + name), name);
  }

  private static int pins() throws IOException {
    try (InputStream lock = pin(PINS.getLast())) {
      return Arrays.hashCode(lock.readAllBytes());
    }
  }

  private static void install(Path folder) throws IOException, InterruptedException {
    for (String name : PINS) {
      try (InputStream pin = pin(name)) {
        Files.copy(pin, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path log = folder.resolve("npm.log");
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!npm.waitFor(MINUTES, TimeUnit.MINUTES)) {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
      throw new IOException("npm took longer than " + MINUTES + " minutes");
    }
    if (npm.exitValue() != 0) {
      throw new IOException("npm: " + Files.readString(log));
    }
    Files.createFile(folder.resolve("done"));
  }
}
