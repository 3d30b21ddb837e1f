package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oxydra.runner.EscapeSuite;
import java.io.File;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The escape suite in a tier, as whoever runs the tests and, where that is root, as an ordinary
 * user of the host. Every attempt has to fail, and a neighbour must not notice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EscapeContract {
  private static final int ORDINARY = 64_321;
  private static final int PATIENCE_MINUTES = 8;

  private RunnerUnderTest bob;

  abstract TierUnderTest tier() throws IOException;

  @BeforeAll
  void startTheNeighbour() throws IOException {
    bob = RunnerUnderTest.inEmptyFolder(Map.of());
    bob.configure(
        "runner.conf", "tier = %s\n%s\n".formatted(tier().name(), tier().configuration()));
    bob.ok("start");
  }

  @AfterAll
  void stopTheNeighbour() throws IOException {
    bob.close();
  }

  @Test
  void nothingGetsOut() throws Exception {
    assumeFalse(
        isRoot() && tier().isSlow() && !"all".equals(System.getenv("OXYDRA_TESTS")),
        "Eight minutes in this tier, as for an ordinary user: OXYDRA_TESTS=all tries both");
    escape(false);
  }

  @Test
  void nothingGetsOutOfAnOrdinaryUsersSandboxes() throws Exception {
    assumeTrue(isRoot(), "Only root can become an ordinary user");
    escape(true);
  }

  private static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  private void escape(boolean ordinary) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "oxe");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (ServerSocket service = new ServerSocket(0)) {
      String pid = bob.guest().path("pid").asText();
      List<String> lines;
      try (Neighbour neighbour = new Neighbour(bob.workspace("ipc/gateway.sock"))) {
        lines = run(folder, ordinary, service.getLocalPort());
        System.out.printf(
            "%s, %s: the neighbour gave %s%n",
            tier().name(), ordinary ? "ordinary user" : "self", neighbour);
        assertEquals("", neighbour.failure());
      }
      lines.forEach(System.out::println);
      assertEquals("done", lines.getLast());
      assertEquals(List.of(), lines.stream().filter(line -> line.contains("\tESCAPED\t")).toList());
      assertTrue(lines.size() > 40, lines::toString);
      assertEquals(pid, bob.guest().path("pid").asText());
    } finally {
      delete(folder);
    }
  }

  private List<String> run(Path folder, boolean ordinary, int port) throws Exception {
    Path config = Files.createDirectories(folder.resolve("c"));
    Files.writeString(
        config.resolve("runner.conf"),
        "tier = %s\n%s\n".formatted(tier().name(), tier().configuration()));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command(folder, config, ordinary, port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return Files.readAllLines(output);
  }

  private List<String> command(Path folder, Path config, boolean ordinary, int port)
      throws Exception {
    Distribution distribution = Distribution.built();
    Path classes =
        Path.of(EscapeMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>();
    if (ordinary) {
      // A checkout may lie where others can't look.
      distribution = distribution.copyTo(folder.resolve("dist"));
      classes = copied(classes, folder.resolve("classes"));
      give(folder);
      command.addAll(
          List.of(
              "setpriv",
              "--reuid=" + ORDINARY,
              "--regid=" + ORDINARY,
              tier().group().map(group -> "--groups=" + group).orElse("--clear-groups")));
    }
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx256m",
            "-Duser.home=" + folder,
            "-cp",
            classes + File.pathSeparator + distribution.home().resolve("lib") + "/*",
            EscapeMain.class.getName(),
            distribution.home().toString(),
            config.toString(),
            "reversed_secret=" + new StringBuilder(OpenAiRunner.randomKey()).reverse(),
            "shadow=" + shadow(),
            "other=" + Files.writeString(bob.workspace("shared/secret.txt"), "bob's"),
            "host_process=" + new StringBuilder("surefire").reverse(),
            "filtered=" + tier().filtersPrograms(),
            "process=" + bob.guest().path("pid").asText(),
            "process=" + bob.daemon().pid(),
            "engine=/var/run/docker.sock",
            "engine=/run/docker.sock",
            "control=" + bob.folder().resolve(".oxydra/run/control.sock"),
            "control=" + bob.workspace("ipc/gateway.sock")));
    tier().sockets().forEach(socket -> command.add("engine=" + socket));
    addresses().forEach(address -> command.add("service=" + address + ":" + port));
    List.of("127.0.0.1", "127.0.0.53", "10.0.2.3")
        .forEach(server -> command.add("resolver=" + server));
    return command;
  }

  private static String shadow() throws IOException {
    Path shadow = Path.of("/etc/shadow");
    return Files.isReadable(shadow)
        ? Integer.toHexString(Files.readString(shadow).hashCode())
        : "unreadable";
  }

  /** Of this machine, and those that virtual networks give it. */
  private static List<String> addresses() throws IOException {
    List<String> all = new ArrayList<>(List.of("10.0.2.2", "172.17.0.1"));
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .map(EscapeContract::literal)
        .forEach(all::add);
    return all;
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text.replaceAll("%.*", "") + "]" : text;
  }

  private static Path copied(Path from, Path to) throws IOException {
    for (Class<?> type : List.of(EscapeSuite.class, EscapeMain.class)) {
      String name = type.getPackageName().replace('.', '/');
      Path target = Files.createDirectories(to.resolve(name));
      try (Stream<Path> files = Files.list(from.resolve(name))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    return to;
  }

  private static void give(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", ORDINARY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", ORDINARY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.forEach(all::addFirst);
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
