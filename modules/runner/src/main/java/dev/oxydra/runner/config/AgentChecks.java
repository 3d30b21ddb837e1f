package dev.oxydra.runner.config;

import com.typesafe.config.ConfigObject;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.MemoryConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the records can't say of themselves. */
final class AgentChecks {
  private static final Pattern SECRET =
      Pattern.compile("KEY|TOKEN|SECRET|PASSW|CREDENTIAL", Pattern.CASE_INSENSITIVE);

  static final String REGISTRY = "providers.registry";
  static final String AGENTS = "agents";

  private final Problems problems;
  private final ProviderChecks providerChecks;
  private final SelectionChecks selectionChecks;
  private final Map<String, Record> made = new HashMap<>();
  private final Map<String, String> providersByPath = new HashMap<>();

  /**
   * @param registered the names in the registry, good or not
   * @param agents the names of agents, good or not
   * @param environment where keys may be
   */
  AgentChecks(
      Problems problems,
      Set<String> registered,
      Set<String> agents,
      Map<String, String> environment) {
    this.problems = problems;
    this.providerChecks = new ProviderChecks(problems, environment);
    this.selectionChecks = new SelectionChecks(problems, registered, agents, made);
    registered.forEach(name -> providersByPath.put(Keys.join(REGISTRY, name), name));
  }

  /** The keys of a group, whatever they are. */
  static Set<String> names(ConfigObject root, String... path) {
    ConfigObject at = root;
    for (String key : path) {
      if (!(at.get(key) instanceof ConfigObject next)) {
        return Set.of();
      }
      at = next;
    }
    return Set.copyOf(at.keySet());
  }

  List<ConfigProblem> warnings() {
    return providerChecks.warnings();
  }

  void check(String path, Record record) {
    made.put(path, record);
    switch (record) {
      case AgentConfig.Registered provider ->
          providerChecks.check(path, providersByPath.getOrDefault(path, path), provider);
      case AgentConfig.NamedAgent it -> NamedAgentChecks.check(problems, path, it);
      case AgentConfig.CatalogPolicy catalog -> catalog(path + ".url", catalog.url());
      case AgentConfig.Reliability it ->
          ordered(path + ".min_backoff", it.minBackoff(), "max_backoff", it.maxBackoff());
      case AgentConfig.Shell it -> shell(path, it);
      case AgentConfig.Search it -> search(path, it);
      case MemoryConfig.Embedding it -> embedding(path, it);
      case ChannelsConfig.Telegram it -> telegram(path, it);
      case AgentConfig.Skills it -> skills(path, it);
      case AgentConfig.Mcp it -> McpChecks.names(problems, path, it);
      case AgentConfig.McpServer it -> McpChecks.server(problems, path, it);
      case AgentConfig.Retention it -> retention(path, it);
      // The others say all that there is to say in their annotations.
      default -> {}
    }
  }

  /** What can be said when all is bound that can be. */
  void finish() {
    selectionChecks.check();
  }

  private void skills(String path, AgentConfig.Skills it) {
    for (String name : it.variables().keySet()) {
      String key = Keys.join(path + ".variables", name);
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        problems.add(key, "This can't be a variable's name", "Write it like CITY or base_url");
      } else if (SECRET.matcher(name).find()) {
        problems.add(
            key,
            "This looks like a secret, and models read what stands here",
            "Leave it out, or give it another name");
      }
    }
  }

  private void catalog(String key, String url) {
    String problem = WebAddress.problem(url);
    if (problem != null) {
      problems.add(key, problem, "Write it like https://models.dev/api.json");
    }
  }

  private void search(String path, AgentConfig.Search it) {
    String key = path + ".base_url";
    String url = it.baseUrl();
    String problem =
        switch (it.backend()) {
          case DUCKDUCKGO, GOOGLE -> url == null ? null : WebAddress.problem(url);
          case SEARXNG -> url == null ? "This search needs an address" : WebAddress.problem(url);
        };
    if (problem != null) {
      problems.add(key, problem, "Write it like https://searx.example.org");
    }
    providerChecks.searchKey(path, it);
    if (it.backend() == AgentConfig.SearchBackend.GOOGLE && it.engineId() == null) {
      problems.add(
          path + ".engine_id",
          "Google's search needs an engine",
          "Make one at https://programmablesearchengine.google.com and write its id here");
    } else if (it.engineId() != null && !it.engineId().matches("[A-Za-z0-9:_-]{1,128}")) {
      problems.add(
          path + ".engine_id",
          "This can't be an engine's id",
          "Write it like 017576662512468239146");
    }
  }

  private void embedding(String path, MemoryConfig.Embedding it) {
    MemoryChecks.embedding(problems, path, it);
    if (it.backend() == MemoryConfig.EmbeddingBackend.OPENAI) {
      providerChecks.embeddingKey(path, it);
    }
  }

  private void telegram(String path, ChannelsConfig.Telegram it) {
    ChannelChecks.telegram(problems, path, it);
    providerChecks.botToken(path, it);
  }

  /** Archived sessions are deleted by {@code session_days} too. */
  private void retention(String path, AgentConfig.Retention it) {
    if (it.sessionDays() > 0 && it.archivedDays() > it.sessionDays()) {
      problems.add(
          path + ".archived_days",
          "Sessions would be deleted after session_days, before this",
          "Lower archived_days or raise session_days");
    }
  }

  private void shell(String path, AgentConfig.Shell shell) {
    ordered(
        path + ".command_timeout_secs",
        shell.timeout(),
        "max_command_timeout_secs",
        shell.maxTimeout());
    if (shell.replaceDefaults() && shell.allow().isEmpty()) {
      problems.add(
          path + ".allow",
          "With replace_defaults and nothing in it no command may run",
          "Put in what may, such as \"*\" for all");
    }
  }

  private void ordered(String key, Duration less, String limit, Duration most) {
    if (less.compareTo(most) > 0) {
      String own = key.substring(key.lastIndexOf('.') + 1);
      problems.add(key, "This is more than " + limit, "Raise " + limit + " or lower " + own);
    }
  }
}
