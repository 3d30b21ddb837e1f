package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are shown nowhere, however wrong the file is that they are in. */
class SecretsTest {
  private static final String KEY = "sk-proj-7Zq4secret0123456789";

  @TempDir Path temporary;

  @Test
  void goodOnesAreShownNowhere() throws IOException {
    LoadedConfig config =
        load(
            """
            providers.registry.lab {
              provider_type = openai, base_url = "http://lab.example.com/v1"
              api_key = KEY, extra_headers { X-Team-Token = KEY, X-Other = KEY }
              api_key_env = null
            }
            """,
            Map.of("OPENAI_API_KEY", KEY, "OXYDRA__PROVIDERS__REGISTRY__GEMINI__API_KEY", KEY));
    Map<String, String> environment = Map.of("OPENAI_API_KEY", KEY);
    Roster roster = Roster.of(config, environment);

    assertHidden(config.toString());
    assertHidden(config.agent().toString());
    assertHidden(config.entries().toString());
    assertHidden(config.warnings().toString());
    assertEquals(1, config.warnings().size(), config.warnings().toString());
    assertHidden(roster.toString());
    ApiKey key = config.keys(environment).find("openai", roster.registry().get("openai"));
    assertEquals(KEY, key.value());
    assertHidden(key.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api_key KEY",
        "api_key = KEY KEY = 3",
        "api_key = \"KEY",
        "api_key = KEY]",
        "api_key = KEY}}",
        "api_key = [KEY",
        "api_key = [KEY]",
        "api_key = {KEY}",
        "api_key = { KEY = 1 }",
        "api_key = { a = KEY }",
        "api_key = KEY$KEY",
        "api_key = ${KEY}",
        "api_key = ${?KEY} ${KEY}",
        "api_key = KEY:KEY",
        "api_key = \"KEY with spaces\"",
        "api_key = \"\"\"KEY\nKEY\"\"\"",
        "api_key = `KEY`",
        "api_key = KEY\\KEY",
        "api_key = KEY@",
        "api_key = [a] KEY",
        "api_key = { a = 1 } KEY",
        "api_key = \"\\q KEY\"",
        "api_key = \"KEY\" KEY }",
        "KEY",
        "api_key = x\n} KEY",
        "api_key = 1KEY ${api_key}",
        "include \"KEY\"",
        "api_key_env = KEY",
        "api_key_env = ${KEY}",
        "extra_headers = KEY",
        "extra_headers = [KEY]",
        "extra_headers { X-Key KEY }",
        "extra_headers { X-Key = { a = KEY } }",
        "extra_headers { X-Key = [KEY] }",
        "extra_headers { X-Key = \"KEY\n\" }",
        "extra_headers { X-Key = \"KEY\\n\" }",
        "extra_headers { Host = KEY }",
        "base_url = \"https://user:KEY@h/v1\"",
        "base_url = \"https://h/v1?key=KEY\"",
        "base_url = \"https://h/v1#KEY\"",
        "base_url = \"KEY://h\"",
        "base_url = \"https://KEY KEY/\"",
        "base_url = \"https://u:KEY@[x/\"",
        "base_url = \"//u:KEY@h/\"",
      })
  void badOnesAreInNoMessage(String line) {
    String text =
        "providers.registry.lab {\n provider_type = openai, base_url = \"http://127.0.0.1/v1\"\n "
            + line.replace("KEY", KEY)
            + "\n}\nselection.provider = lab\nselection.model = m\n";
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Roster.of(load(text, Map.of()), Map.of()), line);
    assertHidden(refused.getMessage() + refused.problems());
    StringWriter trace = new StringWriter();
    refused.printStackTrace(new PrintWriter(trace, true));
    assertHidden(trace.toString());
  }

  @Test
  void aVariableThatHoldsNoKeyIsNamedOnly() throws IOException {
    LoadedConfig config = load("", Map.of());
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> Roster.of(config, Map.of("OPENAI_API_KEY", "Bearer " + KEY)));
    assertTrue(refused.getMessage().startsWith("OPENAI_API_KEY: "), refused.getMessage());
    assertHidden(refused.getMessage());
  }

  private static void assertHidden(String text) {
    for (String part : new String[] {KEY, "7Zq4", "secret0123"}) {
      assertFalse(text.contains(part), text);
    }
  }

  private LoadedConfig load(String text, Map<String, String> environment) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(".oxydra"));
    Files.writeString(folder.resolve("agent.conf"), text.replace("= KEY", "= " + KEY));
    Files.setPosixFilePermissions(
        folder.resolve("agent.conf"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(folder, new UserId("alice"), environment, List.of());
  }
}
