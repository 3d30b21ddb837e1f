package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake is told with its key, its line and what to do. */
class AgentChecksTest {
  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void folder() throws IOException {
    file = Files.createDirectories(temporary.resolve(".oxydra")).resolve("agent.conf");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          selection.reasoning = hard | selection.reasoning: This must be one of auto, off, low, medium, high, not "hard". Correct the value
          selection.fallbacks = gpt-5 | selection.fallbacks: This must be a list, such as ["one", "two"], not "gpt-5". Correct the value
          selection.fallbacks = [gpt-5] | selection.fallbacks: This can't be used: a model of a provider is written provider/model, not 'gpt-5'. Correct the value
          selection.fallbacks = ["antropic/x"] | selection.fallbacks: There is no provider "antropic" in providers.registry. Did you mean anthropic?
          selection.fallbacks = ["demo/a", "demo/a"] | selection.fallbacks: demo/a is there twice. Name each once
          selection { provider = openai, fallbacks = ["openai/gpt-6-luna"] } | selection.fallbacks: openai/gpt-6-luna is what is selected already. Name another, or remove it
          selection { provider = openai, model = x, fallbacks = ["openai/x"] } | selection.fallbacks: openai/x is what is selected already. Name another, or remove it
          selection.provider = openrouter | selection.provider: No model is named, and provider openrouter has no default_model. Set selection.model, or default_model in providers.registry.openrouter
          agents.Reviewer {} | agents.Reviewer: This can't be an agent's name. Use 1 to 64 of a-z, 0-9, _ and -, a letter first
          agents.a.selection.provider = gemni | agents.a.selection.provider: There is no provider "gemni" in providers.registry. Did you mean gemini?
          agents.a.selection.provider = auto | agents.a.selection.provider: There is no provider "auto" in providers.registry. Choose one of anthropic, demo, gemini, ollama, openai, openai_responses, openrouter
          agents.a.selection.provider = openrouter | agents.a.selection.provider: No model is named, and provider openrouter has no default_model. Set agents.a.selection.model, or default_model in providers.registry.openrouter
          agents.default.selection.provider = openrouter | agents.default.selection.provider: No model is named, and provider openrouter has no default_model. Set agents.default.selection.model, or default_model in providers.registry.openrouter
          agents.a.selection.model = "a b" | agents.a.selection.model: This can't be used: a model's name must be 1 to 200 printable ASCII characters without spaces. Correct the value
          agents.a.selection = openai | agents.a.selection: This must be a group of keys, not "openai". Correct the value
          agents.a = openai | agents.a: This must be a group of keys. Write it as { … }
          agents.a.description = "" | agents.a.description: This must have 1 to 1000 characters. Say in a sentence what it is good for
          agents.a.max_turns = 0 | agents.a.max_turns: This must be 1 to 1000, not 0. Correct the value
          agents.a.max_turns = 5000000000 | agents.a.max_turns: This must be 1 to 1000, not 5000000000. Correct the value
          skills.variables.API_KEY = x | skills.variables.API_KEY: This looks like a secret, and models read what stands here. Leave it out, or give it another name
          agents.a.max_cost = -1 | agents.a.max_cost: This must be 0 or more, not -1. Correct the value
          agents.a.tools = [""] | agents.a.tools: A tool's name is empty. Name it, or use "*" for all
          agents.a { system_prompt = x, system_prompt_file = y } | agents.a.system_prompt_file: There is a system_prompt too. Keep one of the two
          agents.a.system_prompt_file = "/nowhere/p.md" | agents.a.system_prompt_file: There is no file /nowhere/p.md that can be read. Write it
          runtime.delegation.max_depth = 9 | runtime.delegation.max_depth: This must be 0 to 8, not 9. Correct the value
          agents.a.system_promt = x | agents.a.system_promt: There is no such key. Did you mean system_prompt?
          reliability.min_backoff = 30s | reliability.min_backoff: This is more than max_backoff. Raise max_backoff or lower min_backoff
          reliability.max_attempts = 0 | reliability.max_attempts: This must be 1 to 20, not 0. Correct the value
          retention { session_days = 30, archived_days = 60 } | retention.archived_days: Sessions would be deleted after session_days, before this. Lower archived_days or raise session_days
          tools.shell.command_timeout_secs = 7200 | tools.shell.command_timeout_secs: This is more than max_command_timeout_secs. Raise max_command_timeout_secs or lower command_timeout_secs
          tools.shell.replace_defaults = true | tools.shell.allow: With replace_defaults and nothing in it no command may run. Put in what may, such as "*" for all
          tools.web.search.backend = searxng | tools.web.search.base_url: This search needs an address. Write it like https://searx.example.org
          memory.embedding.model = gpt | memory.embedding.model: There is no embedding model "gpt". Choose one of e5-small-v2-q
          memory.embedding { backend = openai, base_url = "ftp://h" } | memory.embedding.base_url: This must be an absolute http or https URL. Write it like https://api.openai.com/v1
          memory.embedding.base_url = "https://h/v1" | memory.embedding.base_url: Only the backend openai asks a server. Remove it, or set backend to openai
          memory.embedding { backend = none, api_key_env = A } | memory.embedding.api_key_env: Only the backend openai asks a server. Remove it, or set backend to openai
          memory.embedding { backend = openai, api_key_env = A, api_key_file = b } | memory.embedding.api_key_env: The key is to come from api_key_file too. Set one of the two to null
          memory.search.vector_weight = -1 | memory.search.vector_weight: This must be 0 to 100, not -1. Correct the value
          memory.search.diversity = much | memory.search.diversity: This must be a number, such as 0.5, not "much". Correct the value
          channels.telegram.enabled = true | channels.telegram.senders: Nobody could write to this bot. Name who may, as in [{ platform_ids = ["123456789"] }]
          channels.telegram.senders = [{ platform_ids = ["@ada"] }] | channels.telegram.senders.1.platform_ids: This can't be the id of a Telegram user: "@ada". Write the number, such as 123456789, not the name
          channels.telegram.senders = [{ platform_ids = [-5] }] | channels.telegram.senders.1.platform_ids: This can't be the id of a Telegram user: "-5". Write the number, such as 123456789, not the name
          channels.telegram.senders = [{ platform_ids = ["007"] }] | channels.telegram.senders.1.platform_ids: This can't be the id of a Telegram user: "007". Write the number, such as 123456789, not the name
          channels.telegram.senders = [{ platform_ids = [7] }, { platform_ids = [8, "7"] }] | channels.telegram.senders.2.platform_ids: The id 7 is there twice. Name each once
          channels.telegram.senders = [{ platform_ids = [] }] | channels.telegram.senders.1.platform_ids: This names nobody. Put an id in, such as "123456789"
          channels.telegram.senders = [{ display_name = Ada }] | channels.telegram.senders.1.platform_ids: This key needs a value. Give it one
          channels.telegram.base_url = "ftp://h" | channels.telegram.base_url: This must be an absolute http or https URL. Write it like https://api.telegram.org
          channels.telegram.base_url = "https://u:p@h" | channels.telegram.base_url: This must be without user, query and fragment. Write it like https://api.telegram.org
          channels.telegram.base_url = "https://h/bot" | channels.telegram.base_url: This must be without a path. Write it like https://api.telegram.org
          channels.telegram.bot_token_env = "12:abcdef" | channels.telegram.bot_token_env: This is not the name of an environment variable in capitals. Write the name, such as LAB_API_KEY; the key itself belongs into that variable
          channels.telegram.polling_timeout_secs = 51 | channels.telegram.polling_timeout_secs: This must be 1 to 50, not 51. Correct the value
          channels.telegram.max_message_length = 5000 | channels.telegram.max_message_length: This must be 256 to 4096, not 5000. Correct the value
          mcp.servers.A { transport = stdio, command = x } | mcp.servers.A: A server's name is 1 to 32 of a-z, 0-9, _ and -. Give it another name
          mcp.servers.a { transport = stdio } | mcp.servers.a.command: A server with transport stdio needs a command. Write it like "npx -y @modelcontextprotocol/server-filesystem /shared"
          mcp.servers.a { transport = stdio, command = x, url = "http://h" } | mcp.servers.a.url: A program has no address. Remove it
          mcp.servers.a { transport = streamable_http } | mcp.servers.a.url: A server with transport streamable_http needs an address. Write it like https://mcp.example.org/mcp
          mcp.servers.a { transport = streamable_http, url = "ftp://h" } | mcp.servers.a.url: This must be an absolute http or https URL. Write it like https://mcp.example.org/mcp
          mcp.servers.a { transport = streamable_http, url = "http://h", command = x } | mcp.servers.a.command: A server with transport streamable_http runs elsewhere. Remove it
          mcp.servers.a { transport = streamable_http, url = "http://h", env_keys = [T] } | mcp.servers.a.env_keys: A server that runs elsewhere gets no variables. Remove them
          mcp.servers.a { transport = stdio, command = x, env_keys = [LD_PRELOAD] } | mcp.servers.a.env_keys: The shell has a LD_PRELOAD of its own. Set it in the command, as in: env LD_PRELOAD=value program
          mcp.servers.a { transport = stdio, command = x, env_keys = ["A-B"] } | mcp.servers.a.env_keys: This is no name of a variable: A-B. Use letters, digits and underscores
          mcp.servers.a { transport = http, command = x } | mcp.servers.a.transport: This must be one of stdio, streamable_http, not "http". Correct the value
          mcp.servers.a { transport = stdio, command = x, safety_tier = safe } | mcp.servers.a.safety_tier: This must be one of read_only, side_effecting, privileged, not "safe". Correct the value
          mcp.servers.a { command = x } | mcp.servers.a.transport: This key needs a value. Give it one
          mcp.servers.a { transport = stdio, comand = x } | mcp.servers.a.comand: There is no such key. Did you mean command?
          tools.web.search { backend = google } | tools.web.search.engine_id: Google's search needs an engine. Make one at https://programmablesearchengine.google.com and write its id here
          tools.web.search.engine_id = "a b" | tools.web.search.engine_id: This can't be an engine's id. Write it like 017576662512468239146
          tools.web.search.api_key_env = AIzaSyA | tools.web.search.api_key_env: This is not the name of an environment variable in capitals. Write the name, such as LAB_API_KEY; the key itself belongs into that variable
          tools.web.search { api_key_env = A, api_key_file = b } | tools.web.search.api_key_env: The key is to come from api_key_file too. Set one of the two to null
          tools.web.search.api_key_command = [] | tools.web.search.api_key_command: This names no program. Write it like ["pass", "show", "openai"]
          tools.web.search { backend = google, engine_id = a, base_url = "ftp://h" } | tools.web.search.base_url: This must be an absolute http or https URL. Write it like https://searx.example.org
          catalog.url = "file:///etc/passwd" | catalog.url: This must be an absolute http or https URL. Write it like https://models.dev/api.json
          catalog.skip_catalog_validation = maybe | catalog.skip_catalog_validation: This must be true or false, not "maybe". Correct the value
          providers.registry.x { provider_type = antropic, base_url = "http://h" } | providers.registry.x.provider_type: There is no provider type "antropic". Did you mean anthropic?
          providers.registry.x { provider_type = grpc, base_url = "http://h" } | providers.registry.x.provider_type: There is no provider type "grpc". Choose one of openai, openai_responses, anthropic, gemini, demo
          providers.registry.x.provider_type = gemini | providers.registry.x.base_url: This provider needs an address. Write it like https://api.example.com/v1
          providers.registry."a b" { provider_type = demo } | providers.registry."a b": This can't be used: a provider's name must be 1 to 64 letters, digits, dots, dashes or underscores. Correct the value
          providers.registry.openai.input_modalities = [txt] | providers.registry.openai.input_modalities: There is no modality "txt". Did you mean text?
          providers.registry.openai.max_input_tokens = 0 | providers.registry.openai.max_input_tokens: This must be 1 to 100000000, not 0. Correct the value
          providers.registry.openai.attachment = 3 | providers.registry.openai.attachment: This must be true or false, not 3. Correct the value
          providers.registry.openai.api_key_env = lab-key | providers.registry.openai.api_key_env: This is not the name of an environment variable in capitals. Write the name, such as LAB_API_KEY; the key itself belongs into that variable
          providers.registry.openai.extra_headers.Host = x | providers.registry.openai.extra_headers.Host: This header is made anew for each request. Remove it
          providers.registry.openai.extra_headers.Content-Length = 1 | providers.registry.openai.extra_headers.Content-Length: This header is made anew for each request. Remove it
          providers.registry.openai.extra_headers.authorization = x | providers.registry.openai.extra_headers.authorization: This header would take the place of the provider's key. Remove it, or set api_key and api_key_env to null
          providers.registry.openai.extra_headers.X-Api-Key = x | providers.registry.openai.extra_headers.X-Api-Key: This header would take the place of the provider's key. Remove it, or set api_key and api_key_env to null
          """)
  void eachMistakeIsTold(String line, String told) throws IOException {
    Files.writeString(file, "\n" + line + "\n");

    ConfigException refused = assertThrows(ConfigException.class, this::load);

    assertEquals(file + ":2: " + told, refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://h/v1",
        "HTTP//h",
        "//h/v1",
        "h/v1",
        "",
        "http://",
        "http:///v1",
        "http://user@h/v1",
        "http://user:password@h/v1",
        "http://u@my_host/v1",
        "http://h/v1?a=b",
        "http://h/v1#a",
        "http://h/v1\\r\\nX: y",
        "http://h/\\u0000",
        "http://h/a b",
        "http://h\u00e4/v1",
        "http://h/v1/../admin",
        "http://h/v1/..",
        "http://h/./v1",
        "http://h/%2e%2E/v1",
        "http://h/a%2fb",
        "http://h/a%5cb",
        "http://h/..;x/v1",
        "http://h//v1",
        "http://h/%252e/v1",
        "http://h/%0d%0aX:y",
        "http://h:0/v1",
        "http://h:65536/v1",
        "http://h:99999999999/v1",
        "http://h\\\\v1",
        "http://[::1/v1",
        "javascript:alert(1)"
      })
  void aHostileAddressIsRefused(String url) throws IOException {
    Files.writeString(
        file, "providers.registry.x {\n provider_type = openai\n base_url = \"" + url + "\"\n}\n");

    ConfigException refused = assertThrows(ConfigException.class, this::load, url);

    String said = refused.getMessage();
    assertTrue(said.startsWith(file + ":3: providers.registry.x.base_url: "), said);
    assertTrue(said.endsWith("Write it like https://api.example.com/v1"), said);
    assertEquals(1, refused.problems().size(), said);
  }

  @ParameterizedTest
  @CsvSource({
    "http://lab.example.com/v1, true",
    "http://8.8.8.8/v1, true",
    "http://[2001:4860::1]/v1, true",
    "http://172.32.0.1/v1, true",
    "http://127.0.0.1.example.com/v1, true",
    "https://lab.example.com/v1, false",
    "http://127.0.0.1:8000/v1, false",
    "http://127.9.9.9/v1, false",
    "http://localhost:1234/v1, false",
    "http://[::1]:8080/v1, false",
    "http://10.1.2.3/v1, false",
    "http://172.16.0.1/v1, false",
    "http://192.168.1.2/v1, false",
    "http://100.64.0.1/v1, false",
    "http://[fd00::1]/v1, false",
    "http://[fe80::1]/v1, false",
    "http://llm/v1, false",
    "http://box.local/v1, false",
    "http://host.docker.internal:8080/v1, false"
  })
  void aKeyThatOthersCanReadOnItsWayIsAWarning(String url, boolean warned) throws IOException {
    String entry = "providers.registry.x {\n provider_type = openai\n base_url = \"" + url + "\"\n";
    for (String key :
        List.of("api_key_env = X", "api_key = k", "extra_headers { X-Key = k }", "# X_API_KEY")) {
      Files.writeString(file, entry + key + "\n}\n");
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
      Map<String, String> environment = key.startsWith("#") ? Map.of("X_API_KEY", "k") : Map.of();
      assertEquals(
          warned
              ? List.of(
                  file
                      + ":3: providers.registry.x.base_url: Over http:// the key travels unencrypted. Write https:// if the server has it, or let it be reached over a tunnel")
              : List.of(),
          load(environment).warnings().stream().map(ConfigProblem::toString).toList(),
          key);
    }
    Files.writeString(file, entry + "}\n");
    assertEquals(List.of(), load().warnings(), "without a key");
  }

  @ParameterizedTest
  @CsvSource({
    "http://bots.example.org, 1",
    "https://bots.example.org, 0",
    "http://127.0.0.1:8081/, 0"
  })
  void aTokenThatOthersCanReadOnItsWayIsAWarning(String url, int warnings) throws IOException {
    Files.writeString(
        file,
        "channels.telegram { enabled = true, senders = [{ platform_ids = [7] }]\n base_url = \""
            + url
            + "\" }");
    assertEquals(warnings, load().warnings().size(), () -> load().warnings().toString());
  }

  @Test
  void whoNeedsAnotherHeaderForTheKeyCanSetIt() throws IOException {
    Files.writeString(
        file,
        """
        providers.registry.x {
          provider_type = openai, base_url = "https://h/v1", extra_headers { Authorization = "Basic eA==" }
        }
        providers.registry.y {
          provider_type = openai, base_url = "https://h/v1", api_key_env = Y, extra_headers { api-key = k }
        }
        """);
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertEquals(List.of(), load().warnings());
  }

  @ParameterizedTest
  @CsvSource({"rw-r-----", "rw----r--", "rw-rw----"})
  void aSecretInAFileForOthersIsRefused(String readable) throws IOException {
    Files.writeString(
        file,
        "providers.registry.my-lab { provider_type = openai, base_url = \"https://h/v1\"\n api_key = k\n extra_headers { X-Token = t, X-Team = blue } }");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString(readable));
    assertEquals(
        List.of(
            file
                + ":2: providers.registry.my-lab.api_key: Others on this machine can read this key. Run: chmod 600 "
                + file
                + "; or put the key into the environment variable MY_LAB_API_KEY, write api_key_env = MY_LAB_API_KEY here and remove api_key",
            file
                + ":3: providers.registry.my-lab.extra_headers.X-Token: Others on this machine can read this secret. Run: chmod 600 "
                + file),
        assertThrows(ConfigException.class, this::load).problems().stream()
            .map(ConfigProblem::toString)
            .toList());
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertEquals(List.of(), load().warnings());
  }

  private LoadedConfig load() {
    return load(Map.of());
  }

  private LoadedConfig load(Map<String, String> environment) {
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(temporary.resolve(".oxydra"), new UserId("alice"), environment, List.of());
  }
}
