package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys come from files and from programs too, one of them for each provider. */
@Timeout(60)
class KeySourcesTest {
  private static final String KEY = "sk-secret-0123456789";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/bin:/bin", "HOME", "/nowhere", "OPENAI_API_KEY", "other", "SECRET", KEY);

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void aFileOfOurOwn(String mode) throws IOException {
    Path file = keyFile(mode);
    ApiKey key = find("api_key_file = \"" + file + "\"");
    assertEquals(KEY, key.value());
    assertEquals(file.toString(), key.source());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
  void aFileOfOthersIsRefusedWithWhatToDo(String mode) throws IOException {
    Path file = keyFile(mode);
    String refused = refused("api_key_file = \"" + file + "\"");
    assertTrue(
        refused.endsWith(
            "agent.conf:2: providers.registry.lab.api_key_file: Others than its owner may use the key file %1$s. Run: chmod 600 %1$s"
                .formatted(file)),
        refused);
    assertFalse(refused.contains(KEY));
  }

  @Test
  void aFileThatIsNotThere() throws IOException {
    String refused = refused("api_key_file = \"/nowhere/key\"");
    assertTrue(refused.contains("There is no file /nowhere/key"), refused);
  }

  @Test
  void aFolderHasNoKey() throws IOException {
    assertTrue(refused("api_key_file = \"" + temporary + "\"").contains("There is no file"));
  }

  @Test
  void theFirstLineOfAProgramsOutput() throws IOException {
    Path runs = temporary.resolve("runs");
    String script =
        "echo run >> " + runs + "; echo '" + KEY + " '; echo more; head -c 200000 /dev/zero";
    LoadedConfig config = load("api_key_command = [sh, -c, \"" + script + "\"]");
    ApiKeys keys = config.keys(ENVIRONMENT);
    var registered = config.agent().providers().registry().get("lab");
    assertEquals(KEY, keys.find("lab", registered).value());
    assertEquals("the output of sh", keys.find("lab", registered).source());
    assertEquals(List.of("run"), Files.readAllLines(runs), "once");
  }

  @Test
  void aProgramSeesLittleOfTheEnvironment() throws IOException {
    assertEquals(
        "HOME,PATH",
        find("api_key_command = [sh, -c, \"env | cut -d= -f1 | grep -v -e PWD -e SHLVL -e ^_ | sort | paste -sd,\"]")
            .value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [sh, -c, "echo sk-secret-0123456789; echo sk-secret-0123456789 >&2; exit 3"] | The program sh ended with exit code 3
          [sh, -c, "echo sk-secret-0123456789 and more"] | This can't be an API key: a key is printable ASCII without spaces
          [true] | The program true wrote nothing
          [there-is-none, sk-secret-0123456789] | The program there-is-none can't be run: is it installed, and in the PATH?
          [] | This names no program
          """)
  void aFailureSaysNothingOfWhatWasWritten(String command, String told) throws IOException {
    String refused = refused("api_key_command = " + command);
    assertTrue(refused.contains(told), refused);
    assertFalse(refused.contains("secret"), refused);
  }

  @Test
  void aProgramThatWaitsIsEndedWithAllThatItStarted() throws Exception {
    Path pid = temporary.resolve("pid");
    KeyCommand command =
        new KeyCommand(
            List.of("sh", "-c", "sleep 100 & echo $! > " + pid + "; wait"),
            ENVIRONMENT,
            Duration.ofSeconds(2));
    KeyCommand.Failure failure = assertThrows(KeyCommand.Failure.class, command::run);
    assertEquals("The program sh took longer than 2 s", failure.getMessage());
    dev.oxydra.testing.Await.until(
        "the end of its child",
        Duration.ofSeconds(20),
        () ->
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api_key = k\n api_key_file = x",
        "api_key = k\n api_key_command = [x]",
        "api_key_file = x\n api_key_command = [x]",
        "api_key_file = x\n api_key_env = X",
      })
  void oneSourceOnly(String both) {
    String second = both.substring(both.lastIndexOf("api_key"), both.lastIndexOf(" ="));
    String refused = assertThrows(ConfigException.class, () -> load(both)).getMessage();
    assertTrue(
        refused.contains("The key is to come from") && refused.contains("lab." + second), refused);
  }

  @Test
  void whatIsBuiltInGivesWay() throws IOException {
    Path file = keyFile("rw-------");
    LoadedConfig config = loadText("providers.registry.openai.api_key_file = \"" + file + "\"");
    assertEquals(
        KEY,
        config
            .keys(ENVIRONMENT)
            .find("openai", config.agent().providers().registry().get("openai"))
            .value());
  }

  @Test
  void aSearchHasAKeyOfItsOwn() throws IOException {
    Path file = keyFile("rw-------");
    String search = "tools.web.search { backend = google, engine_id = a, %s }";
    assertEquals(KEY, searchKey(search.formatted("api_key_file = \"" + file + "\"")));
    assertEquals(KEY, searchKey(search.formatted("api_key_env = SECRET")));
    assertEquals(
        KEY, searchKey(search.formatted("api_key_command = [sh, -c, \"echo " + KEY + "\"]")));
    // Neither API_KEY nor a provider's.
    assertEquals("none", searchKey(search.formatted("")));
    assertEquals("none", searchKey(search.formatted("api_key_env = NONE")));
    String refused =
        String.valueOf(
            assertThrows(
                    ConfigException.class,
                    () -> searchKey(search.formatted("api_key_file = \"/nowhere/key\"")))
                .getMessage());
    assertTrue(refused.contains("agent.conf:1: tools.web.search.api_key_file: "), refused);
  }

  private String searchKey(String text) throws IOException {
    LoadedConfig config = loadText(text);
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put("API_KEY", "other");
    ApiKey key = config.keys(environment).find(config.agent().tools().web().search());
    return key == null ? "none" : key.value();
  }

  private Path keyFile(String mode) throws IOException {
    Path file = Files.writeString(temporary.resolve("key"), KEY + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private ApiKey find(String line) throws IOException {
    LoadedConfig config = load(line);
    return config.keys(ENVIRONMENT).find("lab", config.agent().providers().registry().get("lab"));
  }

  private String refused(String line) {
    return String.valueOf(assertThrows(ConfigException.class, () -> find(line)).getMessage());
  }

  private LoadedConfig load(String line) throws IOException {
    return loadText(
        "providers.registry.lab { provider_type = openai, base_url = \"https://h/v1\"\n "
            + line
            + "\n}");
  }

  private LoadedConfig loadText(String text) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(".oxydra"));
    Path file = Files.writeString(folder.resolve("agent.conf"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(folder, new UserId("alice"), ENVIRONMENT, List.of());
  }
}
