package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("oxydra.root", "..")).resolve("examples/config");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "agent.conf, selection.provider",
    "agent.conf, selection.model",
    "agent.conf, providers.registry.openai.api_key_env",
    "agent.conf, providers.registry.demo.default_model",
    "agent.conf, providers.registry.anthropic.base_url",
    "agent.conf, gateway.connections.max",
    "agent.conf, retention.archived_days",
    "runner.conf, tier",
    "runner.conf, guest.restart_backoff.min",
    "runner.conf, limits.shell.memory",
    "runner.conf, network.policy",
    "runner.conf, relay.tls.keystore",
    "runner-user.conf, tier",
  })
  void aCommentedLineOfTheExamplesIsTaken(String name, String key) throws IOException {
    List<String> before = Files.readAllLines(EXAMPLES.resolve(name));
    ConfigFile file = ConfigFile.read(EXAMPLES.resolve(name));
    file.set(key, "\"new value\"");
    List<String> after = file.text().lines().toList();

    assertEquals(before.size(), after.size(), "no line is added");
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        changed.add(before.get(i) + " -> " + after.get(i));
      }
    }
    assertEquals(1, changed.size(), changed::toString);
    String last = key.substring(key.lastIndexOf('.') + 1);
    assertTrue(
        changed.getFirst().matches(" *#" + last + " = .* -> *" + last + " = \"new value\""),
        changed::toString);
    assertEquals("new value", ConfigFactory.parseString(file.text()).getString(key));
  }

  @Test
  void aKeyWithoutALineGetsOneInItsGroup() throws IOException {
    ConfigFile file = ConfigFile.read(EXAMPLES.resolve("agent.conf"));
    file.set("providers.registry.lab.base_url", "\"http://127.0.0.1:1/v1\"");
    file.set("providers.registry.lab.default_model", "m");
    assertTrue(
        file.text()
            .contains(
                """
                  demo {
                    #provider_type = demo
                    #default_model = demo
                  }
                  lab.base_url = "http://127.0.0.1:1/v1"
                  lab.default_model = m
                }
                """),
        file::text);
    file.set("providers.registry.lab.default_model", "other");
    assertEquals(
        "other",
        ConfigFactory.parseString(file.text()).getString("providers.registry.lab.default_model"));
    assertTrue(file.text().contains("  lab.default_model = other\n"), file::text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', a.b",
    "'a { b = 1 } # c', a.b",
    "'a { b = 1 }', a.c",
    "'a { c { d = 1 } }', a.b",
    "'a = {', a.b",
    "'a.b = 1', a.b",
    "'}} nothing', a.b",
    "'a : { # x\n  #b = 2\n }', a.b",
    "'l = [ {\n} ]\na {\n}', a.b",
    "'s = \"\"\"\na {\n#b = 1\n}\n\"\"\"', a.b",
    "'{\n a {\n }\n}', a.b",
  })
  void anyShapeOfFileGetsTheKeyOrIsRefused(String text, String key) throws IOException {
    Path path = folder.resolve("x.conf");
    Files.writeString(path, text);
    ConfigFile file = ConfigFile.read(path);
    try {
      var others = ConfigFactory.parseString(text).withoutPath(key);
      file.set(key, "7");
      var now = ConfigFactory.parseString(file.text());
      assertEquals(7, now.getInt(key), file::text);
      assertEquals(others.withValue(key, now.getValue(key)), now, "nothing else changed");
    } catch (com.typesafe.config.ConfigException notHocon) {
      assertEquals(text, file.text());
      assertThrows(
          com.typesafe.config.ConfigException.class, () -> ConfigFactory.parseString(text));
    }
  }

  @Test
  void theFileIsWrittenForItsOwnerAndTheOldOneKept() throws IOException {
    Path path = folder.resolve("x.conf");
    Files.writeString(path, "# mine\na = 1\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    ConfigFile file = ConfigFile.read(path);
    assertFalse(file.write(), "nothing has changed");
    assertFalse(Files.exists(folder.resolve("x.conf.bak")));

    file.set("a", "2");
    assertEquals("# mine\na = 1\n", Files.readString(path), "not written yet");
    assertTrue(file.write());
    assertEquals("# mine\na = 2\n", Files.readString(path));
    assertEquals("# mine\na = 1\n", Files.readString(folder.resolve("x.conf.bak")));
    for (String name : List.of("x.conf", "x.conf.bak")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
    }
    file.restore();
    assertEquals("# mine\na = 1\n", Files.readString(path));
    try (var all = Files.list(folder)) {
      assertEquals(2, all.count(), "no other file is left");
    }
  }

  @Test
  void aKeyCanBeMadeNull() throws IOException {
    ConfigFile file =
        ConfigFile.read(Files.writeString(folder.resolve("x.conf"), "a {\n  b = 1 # c\n}\n"));
    file.set("a.b", "null");
    assertEquals("a {\n  b = null # c\n}\n", file.text());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.conf"), "a = 1\n");
    Path link = Files.createSymbolicLink(folder.resolve("link.conf"), real);
    ConfigFile file = ConfigFile.read(link);
    file.set("a", "2");
    assertTrue(file.write());
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("a = 2\n", Files.readString(real));
  }

  @Test
  void aFileThatWasNotThereIsMadeAndGoneAgain() throws IOException {
    Path path = folder.resolve("x.conf");
    ConfigFile file = ConfigFile.read(path);
    file.set("a.b", "1");
    assertTrue(file.write());
    assertEquals(1, ConfigFactory.parseFile(path.toFile()).getInt("a.b"));
    file.restore();
    assertFalse(Files.exists(path));
  }
}
