package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the record of a provider can't say of itself. */
final class ProviderChecks {
  static final String DEMO = "demo";

  private static final List<String> TYPES =
      List.of("openai", "openai_responses", "anthropic", "gemini", DEMO);

  private static final List<String> MODALITIES =
      Arrays.stream(Modality.values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();

  /** The client makes these itself, or they are not the client's to send (RFC 9110). */
  private static final Set<String> NOT_SETTABLE =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "accept-encoding");

  /** One of these carries the key. */
  private static final Set<String> KEY_HEADERS =
      Set.of("authorization", "x-api-key", "x-goog-api-key");

  private final Problems problems;
  private final Map<String, String> environment;
  private final List<ConfigProblem> warnings = new ArrayList<>();

  ProviderChecks(Problems problems, Map<String, String> environment) {
    this.problems = problems;
    this.environment = environment;
  }

  List<ConfigProblem> warnings() {
    return warnings;
  }

  void check(String path, String name, AgentConfig.Registered provider) {
    type(path + ".provider_type", provider.providerType());
    url(path + ".base_url", provider);
    problems.form(path + ".default_model", provider.defaultModel(), ModelId::new);
    problems.form(path + ".api_key", provider.apiKey(), key -> new ApiKey(key, path));
    problems.form(path + ".catalog_provider", provider.catalogProvider(), ProviderId::new);
    variable(path + ".api_key_env", provider.apiKeyEnv());
    headers(path + ".extra_headers", provider);
    modalities(path + ".input_modalities", provider.inputModalities());
    sources(path, provider);
    placement(path + ".api_key_name", provider);
    if (provider.apiKey() != null) {
      refuseIfReadable(path + ".api_key", ApiKeys.variable(name, provider));
    }
    warnIfUnencrypted(path, name, provider);
  }

  private void type(String key, String type) {
    if (!TYPES.contains(type)) {
      problems.add(key, "There is no provider type \"" + type + "\"", Keys.oneOf(type, TYPES));
    }
  }

  private void url(String key, AgentConfig.Registered provider) {
    String url = provider.baseUrl();
    String problem =
        url != null
            ? WebAddress.problem(url)
            : provider.providerType().equals(DEMO) ? null : "This provider needs an address";
    if (problem != null) {
      problems.add(key, problem, "Write it like https://api.example.com/v1");
    }
  }

  /**
   * Capitals only, as is the custom: a key that somebody writes there by mistake would be shown as
   * the name of its variable.
   */
  private void variable(String key, @Nullable String variable) {
    if (variable != null && !variable.matches("[A-Z_][A-Z0-9_]{0,127}")) {
      problems.add(
          key,
          "This is not the name of an environment variable in capitals",
          "Write the name, such as LAB_API_KEY; the key itself belongs into that variable");
    }
  }

  private void headers(String key, AgentConfig.Registered provider) {
    provider
        .extraHeaders()
        .forEach((name, value) -> {
          String header = Keys.join(key, name);
          String lower = name.toLowerCase(Locale.ROOT);
          if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\x20-\\x7e]*")) {
            problems.add(
                header, "This can't be an HTTP header", "Use printable ASCII, no line breaks");
          } else if (NOT_SETTABLE.contains(lower)) {
            problems.add(header, "This header is made anew for each request", "Remove it");
          } else if (isKeyHeader(lower, provider) && hasKey(provider)) {
            problems.add(
                header,
                "This header would take the place of the provider's key",
                "Remove it, or set api_key and api_key_env to null");
          } else if (SecretHeader.is(name)) {
            refuseIfReadable(header);
          }
        });
  }

  private static boolean isKeyHeader(String header, AgentConfig.Registered provider) {
    return KEY_HEADERS.contains(header) || header.equalsIgnoreCase(provider.apiKeyName());
  }

  private void modalities(String key, @Nullable List<String> modalities) {
    for (String modality : modalities == null ? List.<String>of() : modalities) {
      if (!MODALITIES.contains(modality)) {
        problems.add(
            key, "There is no modality \"" + modality + "\"", Keys.oneOf(modality, MODALITIES));
      }
    }
  }

  private static boolean hasKey(AgentConfig.Registered provider) {
    return provider.apiKey() != null
        || provider.apiKeyEnv() != null
        || provider.apiKeyFile() != null
        || provider.apiKeyCommand() != null;
  }

  private void warnIfUnencrypted(String path, String name, AgentConfig.Registered provider) {
    String url = provider.baseUrl();
    boolean key =
        hasKey(provider)
            || !provider.extraHeaders().isEmpty()
            || !environment.getOrDefault(ApiKeys.ownVariable(name), "").isBlank();
    if (key
        && url != null
        && WebAddress.problem(url) == null
        && WebAddress.isReadableOnTheWay(url)) {
      warnUnencrypted(path);
    }
  }

  private void warnUnencrypted(String path) {
    warnings.add(
        problems.warning(
            path + ".base_url",
            "Over http:// the key travels unencrypted",
            "Write https:// if the server has it, or let it be reached over a tunnel"));
  }

  /** What the user set himself; what is built in gives way to it. */
  private void sources(String path, AgentConfig.Registered provider) {
    Map<String, @Nullable Object> sources = new LinkedHashMap<>();
    sources.put("api_key", provider.apiKey());
    sources.put("api_key_file", provider.apiKeyFile());
    sources.put("api_key_command", provider.apiKeyCommand());
    sources.put(
        "api_key_env", problems.isDefault(path + ".api_key_env") ? null : provider.apiKeyEnv());
    onlyOne(path, sources);
    program(path, provider.apiKeyCommand());
  }

  /** The same of a search that needs a key. */
  void searchKey(String path, AgentConfig.Search search) {
    key(path, search.apiKeyFile(), search.apiKeyCommand(), search.apiKeyEnv());
    String url = search.baseUrl();
    if (search.backend() == AgentConfig.SearchBackend.GOOGLE
        && url != null
        && WebAddress.problem(url) == null
        && WebAddress.isReadableOnTheWay(url)) {
      warnUnencrypted(path);
    }
  }

  /** The same of who makes vectors. */
  void embeddingKey(String path, MemoryConfig.Embedding embedding) {
    key(path, embedding.apiKeyFile(), embedding.apiKeyCommand(), embedding.apiKeyEnv());
    String url = embedding.baseUrl();
    boolean key =
        embedding.apiKeyFile() != null
            || embedding.apiKeyCommand() != null
            || embedding.apiKeyEnv() != null;
    if (embedding.backend() == MemoryConfig.EmbeddingBackend.OPENAI
        && key
        && url != null
        && WebAddress.problem(url) == null
        && WebAddress.isReadableOnTheWay(url)) {
      warnUnencrypted(path);
    }
  }

  /** The same of a bot, whose token is in a variable always. */
  void botToken(String path, ChannelsConfig.Telegram telegram) {
    variable(path + ".bot_token_env", telegram.botTokenEnv());
    if (telegram.enabled()
        && WebAddress.problem(telegram.baseUrl()) == null
        && WebAddress.isReadableOnTheWay(telegram.baseUrl())) {
      warnUnencrypted(path);
    }
  }

  private void key(
      String path, @Nullable Path file, @Nullable List<String> command, @Nullable String variable) {
    variable(path + ".api_key_env", variable);
    Map<String, @Nullable Object> sources = new LinkedHashMap<>();
    sources.put("api_key_file", file);
    sources.put("api_key_command", command);
    sources.put("api_key_env", variable);
    onlyOne(path, sources);
    program(path, command);
  }

  private void onlyOne(String path, Map<String, @Nullable Object> sources) {
    sources.values().removeIf(Objects::isNull);
    Iterator<String> set = sources.keySet().iterator();
    String first = set.hasNext() ? set.next() : "";
    set.forEachRemaining(other ->
        problems.add(
            path + "." + other,
            "The key is to come from " + first + " too",
            "Set one of the two to null"));
  }

  private void program(String path, @Nullable List<String> command) {
    if (command != null && (command.isEmpty() || command.getFirst().isBlank())) {
      problems.add(
          path + ".api_key_command",
          "This names no program",
          "Write it like [\"pass\", \"show\", \"openai\"]");
    }
  }

  private void placement(String key, AgentConfig.Registered provider) {
    String name = provider.apiKeyName();
    if (name == null) {
      return;
    }
    if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
      problems.add(
          key,
          "This can't be the name of a header or of a query's parameter",
          "Use letters, digits, dot, dash and underscore");
    } else if (NOT_SETTABLE.contains(name.toLowerCase(Locale.ROOT))) {
      problems.add(key, "This header is made anew for each request", "Name another");
    }
  }

  private void refuseIfReadable(String key, String variable) {
    String file = problems.fileOf(key);
    if (file != null && PrivateFile.isReadByOthers(Path.of(file))) {
      problems.add(
          key,
          "Others on this machine can read this key",
          "Run: chmod 600 %2$s; or put the key into the environment variable %1$s, write api_key_env = %1$s here and remove api_key"
              .formatted(variable, file));
    }
  }

  private void refuseIfReadable(String header) {
    String file = problems.fileOf(header);
    if (file != null && PrivateFile.isReadByOthers(Path.of(file))) {
      problems.add(header, "Others on this machine can read this secret", "Run: chmod 600 " + file);
    }
  }
}
