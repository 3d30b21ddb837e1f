package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the records can't say of themselves. */
final class AgentChecks {
  private static final String AUTO = "auto";
  private static final Set<String> TYPES = Set.of("openai", "demo");

  private final Problems problems;
  private final Set<String> registered;
  private final List<ConfigProblem> warnings = new ArrayList<>();

  /**
   * @param registered the names in the registry, good or not
   */
  AgentChecks(Problems problems, Set<String> registered) {
    this.problems = problems;
    this.registered = registered;
  }

  List<ConfigProblem> warnings() {
    return warnings;
  }

  void check(String path, Record made) {
    switch (made) {
      case AgentConfig.Selection selection -> selection(selection);
      case AgentConfig.Providers providers -> providers(providers);
      case AgentConfig.Registered provider -> provider(path, provider);
      case AgentConfig.Shell shell -> {
        if (shell.timeout().compareTo(shell.maxTimeout()) > 0) {
          problems.add(
              path + ".timeout", "This is more than max_timeout", "Raise max_timeout or lower it");
        }
      }
      // The others say all that there is to say in their annotations.
      default -> {}
    }
  }

  private void selection(AgentConfig.Selection selection) {
    String name = selection.provider();
    if (!name.equals(AUTO) && !registered.contains(name)) {
      List<String> known = new ArrayList<>(registered);
      known.add(AUTO);
      String near = Keys.nearest(name, known);
      problems.add(
          "selection.provider",
          "There is no provider \"" + name + "\" in providers.registry",
          near == null
              ? "Choose one of " + String.join(", ", known.stream().sorted().toList())
              : "Did you mean " + near + "?");
    }
    form("selection.model", selection.model(), ModelId::new);
  }

  private void providers(AgentConfig.Providers providers) {
    for (String name : providers.registry().keySet()) {
      form(Keys.join("providers.registry", name), name, ProviderId::new);
    }
  }

  private void provider(String path, AgentConfig.Registered provider) {
    if (!TYPES.contains(provider.providerType())) {
      problems.add(
          path + ".provider_type",
          "There is no provider type \"" + provider.providerType() + "\"",
          "Choose openai (any server with OpenAI's chat completions) or demo");
    } else if (provider.providerType().equals("openai")) {
      url(path + ".base_url", provider.baseUrl());
    }
    form(path + ".default_model", provider.defaultModel(), ModelId::new);
    form(path + ".api_key", provider.apiKey(), ApiKey::new);
    headers(path + ".extra_headers", provider.extraHeaders());
    if (provider.apiKey() != null) {
      warnIfReadable(path + ".api_key");
    }
  }

  private void url(String key, @Nullable String url) {
    String remedy = "Write it like https://api.example.com/v1";
    if (url == null) {
      problems.add(key, "This provider needs an address", remedy);
      return;
    }
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null) {
        problems.add(key, "This must be an absolute http or https URL", remedy);
      } else if (uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        problems.add(key, "This must be without user, query and fragment", remedy);
      }
    } catch (URISyntaxException e) {
      problems.add(key, "This is not a URL: " + e.getReason(), remedy);
    }
  }

  private void headers(String key, Map<String, String> headers) {
    headers.forEach((name, value) -> {
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\x20-\\x7e]*")) {
        problems.add(
            Keys.join(key, name),
            "This can't be an HTTP header",
            "Use printable ASCII, no line breaks");
      }
    });
  }

  private void form(String key, @Nullable String text, Function<String, Object> type) {
    if (text == null) {
      return;
    }
    try {
      Object _ = type.apply(text);
    } catch (IllegalArgumentException e) {
      problems.add(key, "This can't be used: " + e.getMessage(), "Correct the value");
    }
  }

  private void warnIfReadable(String key) {
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
                "Put it into an environment variable and name that in api_key_env, or chmod 600 "
                    + file));
      }
    } catch (IOException | UnsupportedOperationException unknown) {
      // Where there are no such permissions there is nothing to warn of.
      return;
    }
  }
}
