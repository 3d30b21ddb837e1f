package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class LauncherTest {
  private static final Map<String, String> PRINT = Map.of("OXYDRA_PRINT_COMMAND", "1");
  private static final Map<String, String> PLAIN = Map.of();

  private final Distribution built = Distribution.built();

  @Test
  void everyProgramStartsWithItsCache() throws Exception {
    for (List<String> command :
        List.of(
            List.of("runner", "status"),
            List.of("runner", "ask"),
            List.of("runner", "--user", "x", "daemon"),
            List.of("guest"),
            List.of("shell-daemon"),
            List.of("embedder"))) {
      String[] arguments = command.subList(1, command.size()).toArray(String[]::new);
      String printed = built.run(PRINT, command.getFirst(), arguments).output();
      assertTrue(printed.contains("-XX:AOTCache="), () -> command + " has no cache: " + printed);
    }
  }

  @Test
  void theJvmAcceptsTheCaches() throws Exception {
    Map<String, String> strict = Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");
    Distribution.Ended ended = built.run(strict, "runner", "--version");
    assertEquals(0, ended.exit(), ended.output());
    assertTrue(built.run(strict, "shell-daemon").output().contains("socket"));
  }

  @Test
  void aChangedClassIsSeenAtOnce(@TempDir Path folder) throws Exception {
    Distribution copy = built.copyTo(folder);
    assertTrue(copy.run(PRINT, "shell-daemon").output().contains("-XX:AOTCache="));

    Path jar = jarOf(copy, "shell-daemon");
    FileTime before = Files.getLastModifiedTime(jar);
    replaceMain(copy);
    Files.setLastModifiedTime(jar, before);

    assertFalse(copy.run(PRINT, "shell-daemon").output().contains("-XX:AOTCache="));
    assertEquals(new Distribution.Ended(0, "changed\n"), copy.run(PLAIN, "shell-daemon"));
  }

  private static void replaceMain(Distribution copy) throws IOException {
    Path classes = Files.createTempDirectory("oxc");
    try {
      Path source = classes.resolve("Main.java");
      Files.writeString(
          source,
          """
          package dev.oxydra.shelldaemon;
          public final class Main {
            public static void main(String[] arguments) {
              System.out.println("changed");
            }
          }
          """);
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-d", classes.toString(), source.toString());
      assertEquals(0, status);
      try (FileSystem jar = FileSystems.newFileSystem(jarOf(copy, "shell-daemon"))) {
        Files.copy(
            classes.resolve("dev/oxydra/shelldaemon/Main.class"),
            jar.getPath("dev/oxydra/shelldaemon/Main.class"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      deleteAll(classes);
    }
  }

  private static Path jarOf(Distribution copy, String module) throws IOException {
    try (Stream<Path> jars = Files.list(copy.home().resolve("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("oxydra-" + module + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.forEach(all::addFirst);
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  @Test
  void passesOverAJdkThatIsTooOld(@TempDir Path folder) throws Exception {
    Path old = fakeJdk(folder, "17.0.15");
    Distribution.Ended ended =
        built.run(
            Map.of("JAVA_HOME", old.toString(), "OXYDRA_JAVA_HOME", ""), "runner", "--version");
    assertEquals(0, ended.exit(), ended.output());
  }

  @Test
  @RequiresTool("bwrap")
  void saysWhereItLookedForAJdk(@TempDir Path folder) throws Exception {
    Path old = fakeJdk(folder, "17.0.15");
    Path jdks = Path.of(System.getProperty("java.home")).toRealPath().getParent();
    List<String> command =
        List.of(
            "bwrap",
            "--dev-bind",
            "/",
            "/",
            "--tmpfs",
            jdks.toString(),
            "--setenv",
            "JAVA_HOME",
            old.toString(),
            "--unsetenv",
            "OXYDRA_JAVA_HOME",
            "--setenv",
            "HOME",
            folder.toString(),
            built.bin("runner").toString(),
            "status");
    Distribution.Ended ended = Distribution.run(PLAIN, command);
    assertEquals(2, ended.exit(), ended.output());
    assertTrue(ended.output().contains("JAVA_HOME: " + old + " (Java 17)"), ended.output());
    assertTrue(ended.output().contains("/usr/lib/jvm"), ended.output());
    assertTrue(ended.output().contains("set OXYDRA_JAVA_HOME"), ended.output());
  }

  private static Path fakeJdk(Path folder, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk-17/bin")).getParent();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    assertTrue(java.toFile().setExecutable(true));
    return home;
  }

  @Test
  @RequiresTool("shellcheck")
  void theScriptsAreClean() throws Exception {
    Path root = Path.of(System.getProperty("oxydra.root"));
    List<String> command = new ArrayList<>(List.of("shellcheck", "--external-sources"));
    for (String script : List.of("dev", "runner", ".ci/run", "images/debian-root")) {
      command.add(root.resolve(script).toString());
    }
    try (Stream<Path> launchers = Files.list(root.resolve("launcher"))) {
      launchers.map(Path::toString).forEach(command::add);
    }
    Distribution.Ended ended = Distribution.run(PLAIN, command);
    assertEquals(0, ended.exit(), ended.output());
  }
}
