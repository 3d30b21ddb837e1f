package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    if (provider.apiKey() != null) {
      warnIfReadable(path + ".api_key", ApiKeys.variable(name, provider));
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
          } else if (KEY_HEADERS.contains(lower) && hasKey(provider)) {
            problems.add(
                header,
                "This header would take the place of the provider's key",
                "Remove it, or set api_key and api_key_env to null");
          }
        });
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
    return provider.apiKey() != null || provider.apiKeyEnv() != null;
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
      warnings.add(
          problems.warning(
              path + ".base_url",
              "Over http:// the key travels unencrypted",
              "Write https:// if the server has it, or let it be reached over a tunnel"));
    }
  }

  private void warnIfReadable(String key, String variable) {
    String file = problems.fileOf(key);
    if (file == null) {
      return;
    }
    try {
      Set<PosixFilePermission> granted = Files.getPosixFilePermissions(Path.of(file));
      if (granted.contains(PosixFilePermission.OTHERS_READ)
          || granted.contains(PosixFilePermission.GROUP_READ)) {
        warnings.add(
            problems.warning(
                key,
                "Others on this machine can read this key",
                "Put it into the environment variable %1$s, write api_key_env = %1$s here and remove api_key; or chmod 600 %2$s"
                    .formatted(variable, file)));
      }
    } catch (IOException | UnsupportedOperationException unknown) {
      // Where there are no such permissions there is nothing to warn of.
      return;
    }
  }
}
