package dev.oxydra.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Docker's engine, started for tests with files, socket and network of its own: it has no bridge
 * and changes no firewall. It needs root, and {@code dockerd}, {@code tar} and a static {@code
 * busybox} on the {@code PATH}.
 */
public final class DockerEngine implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final Path folder;
  private Process process;

  private DockerEngine(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts one, and returns when it answers. */
  public static DockerEngine start() throws IOException {
    // Short, as sockets are in it; not on a file system in memory, which overlays can't lie on.
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "oxk");
    // The socket's own mode says who may use it.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    DockerEngine engine = new DockerEngine(folder, run(folder));
    try {
      engine.awaitAnswer();
      return engine;
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  private static Process run(Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of("dockerd", "--iptables=false"));
    command.addAll(List.of("--ip6tables=false", "--bridge=none"));
    command.addAll(List.of("--data-root", folder + "/data", "--exec-root", folder + "/exec"));
    command.addAll(List.of("--pidfile", folder + "/pid", "--host", "unix://" + folder + "/sock"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void awaitAnswer() {
    Await.until(
        "an answer of dockerd, see " + folder.resolve("log"),
        START,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("dockerd ended: " + Files.readString(folder.resolve("log")));
          }
          return request("GET", "/_ping", new byte[0]).startsWith("HTTP/1.1 200");
        });
  }

  /** The Unix socket of its API. */
  public Path socket() {
    return folder.resolve("sock");
  }

  /** Gives it an image with nothing but busybox: {@code /bin/sh} and what comes with it. */
  public void importBusybox(String repository) throws IOException {
    Path root = Files.createTempDirectory("oxb");
    try {
      Path bin = Files.createDirectories(root.resolve("bin"));
      Files.copy(program("busybox"), bin.resolve("busybox"));
      execute("chmod", "755", bin.resolve("busybox").toString());
      execute(bin + "/busybox", "--install", "-s", bin.toString());
      relink(bin);
      for (String name : List.of("tmp", "etc", "var/log", "var/lib", "run")) {
        Files.createDirectories(root.resolve(name));
      }
      byte[] archive = execute("tar", "--directory", root.toString(), "--create", ".");
      String answer =
          request("POST", "/images/create?fromSrc=-&tag=latest&repo=" + repository, archive);
      if (!answer.contains("sha256:")) {
        throw new IOException("dockerd did not take the image: " + answer);
      }
    } finally {
      delete(root);
    }
  }

  /** Busybox links to itself by the path that it was called by, which is not that inside. */
  private static void relink(Path bin) throws IOException {
    try (Stream<Path> links = Files.list(bin)) {
      for (Path link : links.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("busybox"));
      }
    }
  }

  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(each -> Path.of(each, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not installed"));
  }

  private static byte[] execute(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] output = process.getInputStream().readAllBytes();
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
    return output;
  }

  /**
   * The whole answer to a request of its API.
   *
   * @param body JSON or a tar archive
   */
  public String request(String method, String path, byte[] body) throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                method, path, isJson(body) ? "application/json" : "application/x-tar", body.length);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(body);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      ByteBuffer bytes = ByteBuffer.wrap(message.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean isJson(byte[] body) {
    return body.length > 0 && body[0] == '{';
  }

  /** Kills the engine without a word to it; its containers go on. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again after {@link #kill}. */
  public void startAgain() throws IOException {
    Files.deleteIfExists(folder.resolve("pid"));
    process = run(folder);
    awaitAnswer();
  }

  /** Removes its containers, ends it, and removes all that it kept. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
    endContainerd();
    unmount();
    delete(folder);
  }

  /** The process below the engine that a killed one leaves, with those that hold containers. */
  private void endContainerd() {
    ProcessHandle.allProcesses()
        .filter(each ->
            each.info().commandLine().filter(line -> line.contains(folder + "/exec")).isPresent())
        .forEach(each -> {
          each.destroyForcibly();
          Await.until("the end of " + each.pid(), STOP, () -> !each.isAlive());
        });
  }

  /** Mounts that are left below its folder, the innermost first. */
  private void unmount() throws IOException {
    List<String> points =
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" ", -1)[1])
            .filter(point -> point.startsWith(folder + "/"))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    for (String point : points) {
      execute("umount", "--lazy", point);
    }
  }

  private static void delete(Path folder) throws IOException {
    execute("rm", "-rf", folder.toString());
  }
}
