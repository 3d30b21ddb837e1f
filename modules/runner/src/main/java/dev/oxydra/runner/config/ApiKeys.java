package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.MemoryConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds providers' keys. A file is read and a program is run once, whoever asks how often. */
public final class ApiKeys {
  /** The search that needs a key, where providers have their names; no provider can have this. */
  public static final String SEARCH = "google search";

  /** The server that makes vectors, likewise. */
  public static final String EMBEDDINGS = "openai embeddings";

  /** The bot of Telegram, whose key is its token. */
  public static final String TELEGRAM = "telegram bot";

  private static final String BOT_TOKEN = "TELEGRAM_BOT_TOKEN";

  /**
   * The bot's id, and letters and digits that may be in a path as they are; long enough to be told
   * from other text when it is masked.
   */
  private static final Pattern TOKEN = Pattern.compile("[0-9]{1,20}:[A-Za-z0-9_-]{6,200}");

  /** OpenAI's own, which no other server may get. */
  private static final String OPENAI = "OPENAI_API_KEY";

  /** The variable that is looked at last. */
  private static final String ANY = "API_KEY";

  private static final Pattern FILE_AND_LINE = Pattern.compile("(.+):(\\d+)");

  private final List<ConfigEntry> entries;
  private final Map<String, String> environment;
  private final Map<String, ApiKey> fetched = new ConcurrentHashMap<>();

  /**
   * @param entries say where a key was written
   */
  ApiKeys(List<ConfigEntry> entries, Map<String, String> environment) {
    this.entries = entries;
    this.environment = environment;
  }

  /**
   * A provider's key: what the configuration says, or the file or the program that it names, else
   * the variable that it names, else the provider's own. Where it names a variable, and so says
   * that it needs a key, {@code API_KEY} is looked at last; a server that needs none, as one on
   * this machine, must not get another's.
   *
   * @return null when there is none
   * @throws ConfigException when the key can't be one, or can't be fetched
   */
  public @Nullable ApiKey find(String provider, AgentConfig.Registered registered) {
    ApiKey own = findOwn(provider, registered);
    return own != null || registered.apiKeyEnv() == null ? own : read(ANY);
  }

  /** Like {@link #find}, but without {@code API_KEY}, which says nothing about whose key it is. */
  @Nullable ApiKey findOwn(String provider, AgentConfig.Registered registered) {
    if (registered.apiKey() != null) {
      return key(registered.apiKey(), place(provider, "api_key"));
    }
    return find(
        provider, registered.apiKeyFile(), registered.apiKeyCommand(), registered.apiKeyEnv());
  }

  /**
   * The key of a search: from the file or the program that it names, else the variable that it
   * names, else {@code GOOGLE_SEARCH_API_KEY}.
   *
   * @return null when there is none
   * @throws ConfigException when the key can't be one, or can't be fetched
   */
  public @Nullable ApiKey find(AgentConfig.Search search) {
    return find(SEARCH, search.apiKeyFile(), search.apiKeyCommand(), search.apiKeyEnv());
  }

  /**
   * The key of a server that makes vectors: from the file or the program that it names, else the
   * variable that it names, else, for OpenAI itself, {@code OPENAI_API_KEY}.
   *
   * @return null when there is none
   * @throws ConfigException when the key can't be one, or can't be fetched
   */
  public @Nullable ApiKey find(MemoryConfig.Embedding embedding) {
    if (embedding.apiKeyFile() != null || embedding.apiKeyCommand() != null) {
      return find(EMBEDDINGS, embedding.apiKeyFile(), embedding.apiKeyCommand(), null);
    }
    String variable = variable(embedding);
    return variable == null ? null : read(variable);
  }

  /**
   * The token of a bot: from the variable that the configuration names, else {@code
   * TELEGRAM_BOT_TOKEN}.
   *
   * @return null when there is none
   * @throws ConfigException when what is there can't be a token
   */
  public @Nullable ApiKey find(ChannelsConfig.Telegram telegram) {
    ApiKey token = read(variable(telegram));
    if (token != null && !token.isToCome() && !TOKEN.matcher(token.value()).matches()) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  token.source(),
                  0,
                  "",
                  "This can't be the token of a Telegram bot",
                  "Set it to the token alone, as @BotFather wrote it: a number, a colon, letters and digits")));
    }
    return token;
  }

  private @Nullable ApiKey find(
      String provider,
      @Nullable Path file,
      @Nullable List<String> command,
      @Nullable String variable) {
    if (file != null || command != null) {
      return fetched.computeIfAbsent(provider, name -> fetch(name, file, command));
    }
    ApiKey key = variable == null ? null : read(variable);
    return key != null ? key : read(ownVariable(provider));
  }

  private ApiKey fetch(String provider, @Nullable Path file, @Nullable List<String> command) {
    return file != null
        ? fromFile(provider, file)
        : fromCommand(provider, Objects.requireNonNull(command));
  }

  private ApiKey fromFile(String provider, Path file) {
    String[] problem = PrivateFile.problem(file);
    if (problem != null) {
      throw wrong(provider, "api_key_file", problem[0], problem[1]);
    }
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = in.readLine();
      return key(line == null ? "" : line.strip(), file.toString());
    } catch (IOException e) {
      throw wrong(
          provider, "api_key_file", "The key file " + file + " can't be read", "Write it anew");
    }
  }

  private ApiKey fromCommand(String provider, List<String> command) {
    try {
      String line = new KeyCommand(command, environment, KeyCommand.PATIENCE).run();
      return key(line, "the output of " + command.getFirst());
    } catch (KeyCommand.Failure e) {
      throw wrong(
          provider,
          "api_key_command",
          String.valueOf(e.getMessage()),
          "Run it by hand: the first line that it writes has to be the key");
    }
  }

  private ConfigException wrong(String provider, String key, String message, String remedy) {
    String whole = whole(provider, key);
    Matcher file = FILE_AND_LINE.matcher(origin(whole));
    boolean inFile = file.matches();
    return new ConfigException(
        List.of(
            new ConfigProblem(
                inFile ? file.group(1) : origin(whole),
                inFile ? Integer.parseInt(file.group(2)) : 0,
                whole,
                message,
                remedy)));
  }

  /** Whether the provider says that it needs a key, and none is found. */
  boolean isMissing(String provider, AgentConfig.Registered registered) {
    return registered.apiKeyEnv() != null && find(provider, registered) == null;
  }

  /** The variable that a user is told to set. */
  public static String variable(String provider, AgentConfig.Registered registered) {
    return registered.apiKeyEnv() != null ? registered.apiKeyEnv() : ownVariable(provider);
  }

  /** The variable that a user is told to set for a search. */
  public static String variable(AgentConfig.Search search) {
    return search.apiKeyEnv() != null ? search.apiKeyEnv() : ownVariable(SEARCH);
  }

  /** The variable that a user is told to set for vectors; null where no key is needed. */
  public static @Nullable String variable(MemoryConfig.Embedding embedding) {
    return embedding.apiKeyEnv() != null || embedding.baseUrl() != null
        ? embedding.apiKeyEnv()
        : OPENAI;
  }

  /** The variable that a user is told to set for a bot. */
  public static String variable(ChannelsConfig.Telegram telegram) {
    return telegram.botTokenEnv() != null ? telegram.botTokenEnv() : BOT_TOKEN;
  }

  /** {@code my-lab} has {@code MY_LAB_API_KEY}. */
  static String ownVariable(String provider) {
    return provider.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_API_KEY";
  }

  private @Nullable ApiKey read(String variable) {
    String value = environment.getOrDefault(variable, "").strip();
    return value.isEmpty() ? null : key(value, variable);
  }

  /** Such as {@code providers.registry.lab.api_key in .oxydra/agent.conf line 12}. */
  private String place(String provider, String key) {
    String whole = whole(provider, key);
    String origin = origin(whole);
    Matcher file = FILE_AND_LINE.matcher(origin);
    if (file.matches()) {
      return whole + " in " + file.group(1) + " line " + file.group(2);
    }
    return origin.isEmpty() ? whole : whole + ", from: " + origin;
  }

  private static String whole(String provider, String key) {
    return switch (provider) {
      case SEARCH -> "tools.web.search." + key;
      case EMBEDDINGS -> "memory.embedding." + key;
      case TELEGRAM -> "channels.telegram." + key;
      default -> Keys.join(Keys.join("providers.registry", provider), key);
    };
  }

  /** Where a key is written; empty where that isn't known. */
  private String origin(String whole) {
    return entries.stream()
        .filter(entry -> entry.key().equals(whole))
        .map(ConfigEntry::origin)
        .findFirst()
        .orElse("");
  }

  private static ApiKey key(String value, String where) {
    try {
      return new ApiKey(value, where);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  where,
                  0,
                  "",
                  "This can't be an API key: " + e.getMessage(),
                  "Set it to the key alone")));
    }
  }
}
