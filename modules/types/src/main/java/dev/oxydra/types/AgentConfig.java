package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an agent, {@code agent.conf}. Its defaults are in the runner's {@code
 * reference.conf}; the runner binds it and hands each guest the parts that it needs, see {@link
 * Bootstrap}.
 */
public record AgentConfig(
    DefaultSelection selection,
    Providers providers,
    CatalogPolicy catalog,
    Reliability reliability,
    Map<String, NamedAgent> agents,
    Runtime runtime,
    Tools tools,
    Approvals approvals,
    Mcp mcp,
    MemoryConfig memory,
    SchedulerConfig scheduler,
    ChannelsConfig channels,
    Skills skills,
    Gateway gateway,
    Retention retention) {
  /** The name of the agent that sessions get when they ask for none. */
  public static final String DEFAULT_AGENT = "default";

  public AgentConfig {
    Objects.requireNonNull(selection, "selection");
    Objects.requireNonNull(providers, "providers");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(reliability, "reliability");
    agents = Map.copyOf(agents);
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(approvals, "approvals");
    Objects.requireNonNull(mcp, "mcp");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(channels, "channels");
    Objects.requireNonNull(skills, "skills");
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(retention, "retention");
  }

  /**
   * Which model answers where neither the agent nor the turn asks for one.
   *
   * @param provider a key of {@code providers.registry}, or {@code auto}: the first one whose key
   *     is set, else a local Ollama, else {@code demo}
   * @param model the model's name; null for the provider's own default
   * @param reasoning how much it is to think
   * @param fallbacks who is asked when the chosen one fails, in this order: {@code provider/model}
   *     each
   */
  public record DefaultSelection(
      String provider, @Nullable String model, ReasoningEffort reasoning, List<String> fallbacks) {
    public DefaultSelection {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(reasoning, "reasoning");
      fallbacks = List.copyOf(fallbacks);
    }
  }

  /**
   * What the catalogue of models is used for.
   *
   * @param skipCatalogValidation whether models that it doesn't know are taken all the same
   * @param url where {@code runner catalog fetch} gets it
   */
  public record CatalogPolicy(boolean skipCatalogValidation, String url) {
    public CatalogPolicy {
      Objects.requireNonNull(url, "url");
    }
  }

  /**
   * What is done when a provider fails.
   *
   * @param maxAttempts how often one model is asked, the first time included
   * @param minBackoff the longest pause before the second attempt; it doubles with each
   * @param maxBackoff the longest pause before any
   * @param maxWait the longest pause that a provider may ask for; for more, the next fallback is
   *     asked, or the turn fails
   * @param cooldown how long a model that failed is passed over for its fallbacks
   */
  public record Reliability(
      @Range(min = 1, max = 20) int maxAttempts,
      @Range(min = 0, max = 60) Duration minBackoff,
      @Range(min = 0, max = 600) Duration maxBackoff,
      @Range(min = 0, max = 3600) Duration maxWait,
      @Range(min = 0, max = 86_400) Duration cooldown) {
    /** The built-in ones. */
    public static Reliability defaults() {
      return new Reliability(
          4,
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));
    }
  }

  /**
   * An agent with a name, which a session asks for when it is made, and which other agents may
   * delegate to where it has a description.
   *
   * @param selection which model answers; null for the one that answers everybody
   * @param systemPrompt replaces the system prompt; null for that of {@code runtime}
   * @param description what it is good for, which other agents are told; null where none may ask it
   * @param systemPromptFile where the system prompt is; null for {@code systemPrompt}
   * @param tools patterns of the tools that it may use; null for all
   * @param maxTurns how many provider calls a turn of its may make; null for {@code runtime}'s
   * @param maxTime how long a turn of its may take; null for {@code runtime.turn_timeout} alone
   * @param maxTokens how many tokens a turn of its may send and receive; null for any
   * @param maxCost what a turn of its may cost, in US dollars; null for any
   */
  public record NamedAgent(
      @Nullable Selection selection,
      @Nullable String systemPrompt,
      @Nullable String description,
      @BesideItsFile @Nullable Path systemPromptFile,
      @Nullable List<String> tools,
      @Range(min = 1, max = 1000) @Nullable Integer maxTurns,
      @Range(min = 1, max = 86_400) @Nullable Duration maxTime,
      @Range(min = 1, max = 1_000_000_000_000L) @Nullable Long maxTokens,
      @Nullable BigDecimal maxCost) {
    public NamedAgent {
      tools = tools == null ? null : List.copyOf(tools);
    }

    /** With all tools and no limits of its own. */
    public NamedAgent(@Nullable Selection selection, @Nullable String systemPrompt) {
      this(selection, systemPrompt, null, null, null, null, null, null, null);
    }
  }

  /**
   * Where models are.
   *
   * @param registry the providers by name
   */
  public record Providers(Map<String, Registered> registry) {
    public Providers {
      registry = Map.copyOf(registry);
    }
  }

  /**
   * One provider.
   *
   * @param providerType the protocol that it speaks: {@code openai} (chat completions), {@code
   *     openai_responses}, {@code anthropic}, {@code gemini} or {@code demo}
   * @param baseUrl where it is, up to and without {@code /chat/completions}, {@code /responses},
   *     {@code /messages} or {@code /models}
   * @param apiKey the key itself; better {@code apiKeyEnv}
   * @param apiKeyEnv the environment variable that holds the key
   * @param apiKeyFile the file that holds the key, for its owner alone
   * @param apiKeyCommand the program that writes the key to its output, and its arguments
   * @param apiKeyPlacement where the provider looks for the key; null for what its type does
   * @param apiKeyName the header or the query's parameter; null for that of its type, or {@code
   *     key} in a query
   * @param defaultModel the model that is used when the selection names none
   * @param extraHeaders headers that are added to each request, on the host
   * @param catalogProvider its name in the catalogue; null for the name that it has here
   * @param attachment whether files may be sent; null for what the catalogue says
   * @param inputModalities what may be sent; null for what the catalogue says
   * @param reasoning whether its models can think; null for what the catalogue says
   * @param maxInputTokens how long a request may be; null for what the catalogue says
   * @param maxOutputTokens how long an answer may be; null for what the catalogue says
   * @param maxContextTokens how long both may be together; null for what the catalogue says
   * @param connectTimeout how long a connection may take
   * @param firstTokenTimeout how long the first byte of an answer may take
   * @param idleTimeout how long the stream of an answer may pause
   */
  public record Registered(
      String providerType,
      @Nullable String baseUrl,
      @Secret @Nullable String apiKey,
      @Nullable String apiKeyEnv,
      @Nullable Path apiKeyFile,
      @Nullable List<String> apiKeyCommand,
      @Nullable KeyPlacement apiKeyPlacement,
      @Nullable String apiKeyName,
      @Nullable String defaultModel,
      @Secret Map<String, String> extraHeaders,
      @Nullable String catalogProvider,
      @Nullable Boolean attachment,
      @Nullable List<String> inputModalities,
      @Nullable Boolean reasoning,
      @Range(min = 1, max = 100_000_000) @Nullable Long maxInputTokens,
      @Range(min = 1, max = 100_000_000) @Nullable Long maxOutputTokens,
      @Range(min = 1, max = 100_000_000) @Nullable Long maxContextTokens,
      @Range(min = 1, max = 600) Duration connectTimeout,
      @Range(min = 1, max = 3600) Duration firstTokenTimeout,
      @Range(min = 1, max = 3600) Duration idleTimeout) {
    public Registered {
      Objects.requireNonNull(providerType, "provider_type");
      apiKeyCommand = apiKeyCommand == null ? null : List.copyOf(apiKeyCommand);
      extraHeaders = Map.copyOf(extraHeaders);
      inputModalities = inputModalities == null ? null : List.copyOf(inputModalities);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
      return "Registered[" + providerType + ", " + baseUrl + "]";
    }
  }

  /** Where in a request a provider looks for its key. */
  public enum KeyPlacement {
    HEADER,
    QUERY
  }

  /**
   * The agent loop.
   *
   * @param maxTurns how many provider calls one turn may make
   * @param turnTimeout how long one turn may take, waits included
   * @param maxParallelTools how many read-only tool calls run at once
   * @param systemPrompt replaces the built-in system prompt; null for the built-in one
   * @param contextBudget how much of a model's context is used
   * @param summarization what becomes of conversations that get long
   * @param budgets what may be spent
   * @param delegation how much may be delegated
   */
  public record Runtime(
      @Range(min = 1, max = 1000) int maxTurns,
      @Range(min = 1, max = 86_400) Duration turnTimeout,
      @Range(min = 1, max = 64) int maxParallelTools,
      @Nullable String systemPrompt,
      ContextBudget contextBudget,
      Summarization summarization,
      Budgets budgets,
      Delegating delegation) {
    public Runtime {
      Objects.requireNonNull(contextBudget, "context_budget");
      Objects.requireNonNull(summarization, "summarization");
      Objects.requireNonNull(budgets, "budgets");
      Objects.requireNonNull(delegation, "delegation");
    }

    /** With the built-in rest. */
    public Runtime(
        int maxTurns, Duration turnTimeout, int maxParallelTools, @Nullable String systemPrompt) {
      this(
          maxTurns,
          turnTimeout,
          maxParallelTools,
          systemPrompt,
          ContextBudget.defaults(),
          Summarization.defaults(),
          Budgets.NONE,
          Delegating.defaults());
    }
  }

  /**
   * How much of a model's context is used.
   *
   * @param triggerRatio from which part of it on a conversation is summed up
   * @param safetyBufferTokens how much is left free, as counts of tokens are not exact
   * @param fallbackMaxContextTokens how long the context is of a model of which nothing is known
   */
  public record ContextBudget(
      @Range(min = 0, max = 1) double triggerRatio,
      @Range(min = 0, max = 1_000_000) int safetyBufferTokens,
      @Range(min = 1000, max = 100_000_000) long fallbackMaxContextTokens) {
    /** The built-in ones. */
    public static ContextBudget defaults() {
      return new ContextBudget(0.8, 1024, 128_000);
    }
  }

  /**
   * What becomes of conversations that get long.
   *
   * @param enabled whether their older part is summed up; without, it is left out when there is no
   *     room
   * @param targetRatio how much of the context the messages may take that are kept as they are
   * @param minTurns how many of the latest turns are kept as they are, whatever they take
   * @param selection which model sums up; null for the one that answered
   * @param timeout how long it may take; then what was said is listed instead
   */
  public record Summarization(
      boolean enabled,
      @Range(min = 0, max = 1) double targetRatio,
      @Range(min = 1, max = 1000) int minTurns,
      @Nullable Selection selection,
      @Range(min = 1, max = 3600) Duration timeout) {
    public Summarization {
      Objects.requireNonNull(timeout, "timeout");
    }

    /** The built-in ones. */
    public static Summarization defaults() {
      return new Summarization(true, 0.3, 2, null, Duration.ofMinutes(2));
    }
  }

  /**
   * What may be spent. Each is reserved before the call that it would pay for.
   *
   * @param turn in one turn
   * @param session in one session
   * @param day by all sessions in one day, in UTC
   * @param schedule in one turn that a schedule began
   * @param warnRatio from which part on the user is told
   */
  public record Budgets(
      Spend turn,
      Spend session,
      Spend day,
      Spend schedule,
      @Range(min = 0, max = 1) double warnRatio) {
    /** Nothing is limited. */
    public static final Budgets NONE =
        new Budgets(Spend.UNLIMITED, Spend.UNLIMITED, Spend.UNLIMITED, Spend.UNLIMITED, 0.8);

    /** Without a limit of schedules' own. */
    public Budgets(Spend turn, Spend session, Spend day, double warnRatio) {
      this(turn, session, day, Spend.UNLIMITED, warnRatio);
    }

    public Budgets {
      Objects.requireNonNull(turn, "turn");
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(day, "day");
      Objects.requireNonNull(schedule, "schedule");
    }
  }

  /**
   * Limits of what is spent. Null for no limit, each.
   *
   * @param maxTurns how many times the model is asked
   * @param maxTime how long agents work; waiting for the user doesn't count
   * @param maxTokens tokens sent and received
   * @param maxCost US dollars
   */
  public record Spend(
      @Range(min = 1, max = 1_000_000_000L) @Nullable Long maxTurns,
      @Range(min = 1, max = 366 * 86_400) @Nullable Duration maxTime,
      @Range(min = 1, max = 1_000_000_000_000L) @Nullable Long maxTokens,
      @Nullable BigDecimal maxCost) {
    /** No limits. */
    public static final Spend UNLIMITED = new Spend(null, null, null, null);

    /** Of tokens and money alone. */
    public Spend(@Nullable Long maxTokens, @Nullable BigDecimal maxCost) {
      this(null, null, maxTokens, maxCost);
    }
  }

  /**
   * How much agents may delegate.
   *
   * @param maxDepth how many levels of agents there may be below the one that the user talks to; 0
   *     for none
   * @param maxChildren how many agents one turn may ask
   * @param maxConcurrent how many agents of a level run at once
   */
  public record Delegating(
      @Range(min = 0, max = 8) int maxDepth,
      @Range(min = 1, max = 100) int maxChildren,
      @Range(min = 1, max = 64) int maxConcurrent) {
    /** The built-in ones. */
    public static Delegating defaults() {
      return new Delegating(2, 8, 4);
    }
  }

  /**
   * What tools may do.
   *
   * @param outputLimit how much of a tool's output the model is shown; more goes to a file
   * @param timeout how long a call may take; one of a command has its own limit
   */
  public record Tools(
      @Bytes @Range(min = 1024, max = 1_048_576) long outputLimit,
      @Range(min = 1, max = 86_400) Duration timeout,
      Shell shell,
      Web web,
      Checkpoints checkpoints) {
    public Tools {
      Objects.requireNonNull(shell, "shell");
      Objects.requireNonNull(web, "web");
      Objects.requireNonNull(checkpoints, "checkpoints");
    }

    /** What a guest needs to know: not where a key is. */
    public Tools withoutKeys() {
      return new Tools(
          outputLimit,
          timeout,
          shell,
          new Web(web.fetchTimeout(), web.fetchLimit(), web.search().withoutKey()),
          checkpoints);
    }

    /** With the built-in limits of the web and of checkpoints. */
    public Tools(long outputLimit, Duration timeout, Shell shell) {
      this(outputLimit, timeout, shell, Web.defaults(), Checkpoints.defaults());
    }
  }

  /**
   * What is kept of {@code /shared} before a turn changes it.
   *
   * @param enabled whether anything is
   * @param maxSize how much all that is kept may take together, and how large the folder may be
   * @param maxFileSize how large a file may be that is kept
   * @param maxFiles how many files, folders and links the folder may have
   * @param keep of how many turns it is kept; the oldest are forgotten
   */
  public record Checkpoints(
      boolean enabled,
      @Bytes @Range(min = 1_048_576, max = 1_099_511_627_776L) long maxSize,
      @Bytes @Range(min = 1024, max = 1_099_511_627_776L) long maxFileSize,
      @Range(min = 1, max = 10_000_000) int maxFiles,
      @Range(min = 1, max = 10_000) int keep) {
    /** The built-in ones. */
    public static Checkpoints defaults() {
      return new Checkpoints(true, 1L << 30, 64L << 20, 100_000, 50);
    }
  }

  /**
   * What commands may do. The boundary is the sandbox: these patterns keep an agent from mistakes,
   * not an attacker from anything.
   *
   * @param commandTimeoutSecs how long a command may run when the model doesn't say, in seconds
   * @param maxCommandTimeoutSecs how long it may ask for, in seconds
   * @param allow patterns of the commands that run; a star stands for any characters
   * @param deny patterns of those that don't, whatever else says so
   * @param replaceDefaults whether these are all patterns, without the built-in ones
   * @param allowOperators whether one line may hold several commands, redirections, substitutions
   * @param envKeys names of the runner's variables that commands get
   */
  public record Shell(
      @Range(min = 1, max = 86_400) int commandTimeoutSecs,
      @Range(min = 1, max = 86_400) int maxCommandTimeoutSecs,
      List<String> allow,
      List<String> deny,
      boolean replaceDefaults,
      boolean allowOperators,
      List<String> envKeys) {
    public Shell {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
      envKeys = List.copyOf(envKeys);
    }

    /** With the built-in patterns. */
    public Shell(Duration timeout, Duration maxTimeout) {
      this(
          (int) timeout.toSeconds(),
          (int) maxTimeout.toSeconds(),
          List.of(),
          List.of(),
          false,
          true,
          List.of());
    }

    /** How long a command may run when the model doesn't say. */
    public Duration timeout() {
      return Duration.ofSeconds(commandTimeoutSecs);
    }

    /** How long a command may ask for. */
    public Duration maxTimeout() {
      return Duration.ofSeconds(maxCommandTimeoutSecs);
    }
  }

  /**
   * Which tool calls the user is asked about.
   *
   * @param mode what is asked where no rule says
   * @param rules the first one that fits a call decides, but for those that deny: any of them does
   * @param askAfterUntrusted whether it is asked again, in a turn that has read what strangers
   *     wrote, about calls that are privileged or could carry the user's data away
   * @param answerTimeout after how long no answer is a denial
   */
  public record Approvals(
      ApprovalMode mode,
      List<ApprovalRule> rules,
      boolean askAfterUntrusted,
      @Range(min = 1, max = 31_536_000) Duration answerTimeout) {
    public Approvals {
      Objects.requireNonNull(mode, "mode");
      rules = List.copyOf(rules);
      Objects.requireNonNull(answerTimeout, "answer_timeout");
    }

    /** The built-in ones. */
    public static Approvals defaults() {
      return new Approvals(ApprovalMode.AUTO, List.of(), true, Duration.ofHours(24));
    }
  }

  /** What is asked where no rule says. */
  public enum ApprovalMode {
    /** Whatever changes something. */
    @JsonProperty("ask")
    ASK,
    /** What is privileged, unless its sandbox holds it. */
    @JsonProperty("auto")
    AUTO,
    /** Nothing: what changes something is refused. */
    @JsonProperty("read_only")
    READ_ONLY,
    /** Nothing: everything runs. */
    @JsonProperty("full")
    FULL;

    /**
     * What holds in a session whose user has set another mode, where this one is configured: nobody
     * gets out of {@link #READ_ONLY}.
     *
     * @param set null where the user has set nothing
     */
    public ApprovalMode unless(@Nullable ApprovalMode set) {
      return set == null || this == READ_ONLY ? this : set;
    }
  }

  /**
   * What becomes of some calls.
   *
   * @param tool the tool's name; a star stands for any characters
   * @param arguments what arguments must be like, by name; a star stands for any characters; null
   *     for any arguments
   * @param decision what becomes of them
   */
  public record ApprovalRule(
      String tool, @Nullable Map<String, String> arguments, RuleDecision decision) {
    public ApprovalRule {
      Objects.requireNonNull(tool, "tool");
      arguments = arguments == null ? null : Map.copyOf(arguments);
      Objects.requireNonNull(decision, "decision");
    }
  }

  /** What a rule decides. */
  public enum RuleDecision {
    ALLOW,
    ASK,
    DENY
  }

  /**
   * Servers of the Model Context Protocol.
   *
   * @param servers by the names that their tools are called with
   * @param toolSearchBudget how many tokens the descriptions of their tools may take, at four
   *     characters a token; with more, {@code tool_search} finds and loads them
   */
  public record Mcp(
      Map<String, McpServer> servers, @Range(min = 0, max = 1_000_000) int toolSearchBudget) {
    public Mcp {
      servers = Map.copyOf(servers);
    }

    /** No server. */
    public static Mcp none() {
      return new Mcp(Map.of(), 8000);
    }
  }

  /**
   * A server of the Model Context Protocol.
   *
   * @param transport how it is spoken with
   * @param command what is run in the shell's sandbox, for {@code /bin/sh -c}; null for none
   * @param url where it is; null for nowhere
   * @param safetyTier what its tools can do to the world, whatever it says itself
   * @param tools the names of those that may be used; a star stands for any characters; empty for
   *     all
   * @param envKeys the runner's variables that its command gets
   * @param timeout how long a call of it may take
   * @param enabled whether it is used
   */
  public record McpServer(
      McpTransport transport,
      @Nullable String command,
      @Nullable String url,
      SafetyTier safetyTier,
      List<String> tools,
      List<String> envKeys,
      @Range(min = 1, max = 86_400) Duration timeout,
      boolean enabled) {
    public McpServer {
      Objects.requireNonNull(transport, "transport");
      Objects.requireNonNull(safetyTier, "safety_tier");
      tools = List.copyOf(tools);
      envKeys = List.copyOf(envKeys);
      Objects.requireNonNull(timeout, "timeout");
    }
  }

  /** How a server of the Model Context Protocol is spoken with. */
  public enum McpTransport {
    /** Over a program's standard input and output. */
    STDIO,
    /** Over HTTP, with answers that may be streams of events. */
    STREAMABLE_HTTP
  }

  /**
   * What {@code web_fetch} and {@code web_search} may do. What they reach is the runner's to say.
   *
   * @param fetchTimeout how long one call may take, redirects included
   * @param fetchLimit how large an answer may be, decompressed
   * @param search who is asked by {@code web_search}
   */
  public record Web(
      @Range(min = 1, max = 600) Duration fetchTimeout,
      @Bytes @Range(min = 1024, max = 16_777_216) long fetchLimit,
      Search search) {
    public Web {
      Objects.requireNonNull(fetchTimeout, "fetch_timeout");
      Objects.requireNonNull(search, "search");
    }

    /** The built-in ones. */
    public static Web defaults() {
      return new Web(Duration.ofSeconds(30), 5L << 20, new Search(SearchBackend.DUCKDUCKGO, null));
    }
  }

  /**
   * Who searches the web.
   *
   * @param backend the protocol
   * @param baseUrl where it is; null for DuckDuckGo's or Google's own, SearXNG needs one
   * @param engineId which of Google's programmable search engines is asked, its {@code cx}
   * @param apiKeyEnv the environment variable that holds Google's key; null for {@code
   *     GOOGLE_SEARCH_API_KEY}
   * @param apiKeyFile the file that holds the key, for its owner alone
   * @param apiKeyCommand the program that writes the key to its output, and its arguments
   */
  public record Search(
      SearchBackend backend,
      @Nullable String baseUrl,
      @Nullable String engineId,
      @Nullable String apiKeyEnv,
      @Nullable Path apiKeyFile,
      @Nullable List<String> apiKeyCommand) {
    /** One that needs no key. */
    public Search(SearchBackend backend, @Nullable String baseUrl) {
      this(backend, baseUrl, null, null, null, null);
    }

    public Search {
      Objects.requireNonNull(backend, "backend");
      apiKeyCommand = apiKeyCommand == null ? null : List.copyOf(apiKeyCommand);
    }

    /** What a guest needs to know: not where the key is, nor where it is sent to. */
    public Search withoutKey() {
      return backend == SearchBackend.GOOGLE
          ? new Search(backend, null, engineId, null, null, null)
          : new Search(backend, baseUrl);
    }
  }

  /** Whose protocol a search speaks. */
  public enum SearchBackend {
    DUCKDUCKGO,
    SEARXNG,
    /** Google's Programmable Search, which the broker asks: it needs a key. */
    GOOGLE
  }

  /**
   * Which skills agents have.
   *
   * @param enabled whether they have any
   * @param disabled the names of those that they don't have
   * @param variables what stands in skills for {@code {{NAME}}}: nothing secret, models read it
   */
  public record Skills(boolean enabled, List<String> disabled, Map<String, String> variables) {
    public Skills {
      disabled = List.copyOf(disabled);
      variables = Map.copyOf(variables);
    }

    /** All that there are, without variables. */
    public static Skills defaults() {
      return new Skills(true, List.of(), Map.of());
    }
  }

  /**
   * The gateway's limits.
   *
   * @param allowedOrigins values of {@code Origin} that may connect besides the gateway's own
   * @param allowedHosts values of {@code Host} that may connect besides loopback
   * @param maxFrame the largest frame
   * @param maxAttachments how many a turn may have
   * @param maxAttachment the largest one
   * @param maxAttachmentsTotal all of a turn together
   * @param maxSessions how many sessions a user may have that are not archived
   * @param maxConcurrentTurns how many turns of a user run at once
   * @param maxQueuedTurns how many more may wait
   * @param sessionIdleTtlHours after how many hours without a client a session leaves memory
   * @param connections the limits of connections
   */
  public record Gateway(
      List<String> allowedOrigins,
      List<String> allowedHosts,
      @Bytes @Range(min = 65_536, max = 67_108_864) long maxFrame,
      @Range(min = 0, max = 100) int maxAttachments,
      @Bytes @Range(min = 1, max = 67_108_864) long maxAttachment,
      @Bytes @Range(min = 1, max = 67_108_864) long maxAttachmentsTotal,
      @Range(min = 1, max = 100_000) int maxSessions,
      @Range(min = 1, max = 1000) int maxConcurrentTurns,
      @Range(min = 0, max = 100_000) int maxQueuedTurns,
      @Range(min = 1, max = 8760) int sessionIdleTtlHours,
      Connections connections) {
    public Gateway {
      allowedOrigins = List.copyOf(allowedOrigins);
      allowedHosts = List.copyOf(allowedHosts);
      Objects.requireNonNull(connections, "connections");
    }

    /** With the built-in limits of connections. */
    public Gateway(
        List<String> allowedOrigins,
        List<String> allowedHosts,
        long maxFrame,
        int maxAttachments,
        long maxAttachment,
        long maxAttachmentsTotal,
        int maxSessions,
        int maxConcurrentTurns,
        int maxQueuedTurns) {
      this(
          allowedOrigins,
          allowedHosts,
          maxFrame,
          maxAttachments,
          maxAttachment,
          maxAttachmentsTotal,
          maxSessions,
          maxConcurrentTurns,
          maxQueuedTurns,
          24,
          Connections.defaults());
    }

    /** The limits of the protocol page. */
    public static Gateway defaults() {
      return new Gateway(List.of(), List.of(), 64L << 20, 4, 10L << 20, 40L << 20, 50, 10, 100);
    }
  }

  /**
   * What clients may do to the gateway's resources.
   *
   * @param max how many may be connected at once
   * @param handshakeTimeout how long a client may take from connecting to its {@code hello}
   * @param messagesPerSecond how many frames a client may send for long
   * @param messageBurst how many it may send at once
   */
  public record Connections(
      @Range(min = 1, max = 100_000) int max,
      @Range(min = 1, max = 300) Duration handshakeTimeout,
      @Range(min = 1, max = 100_000) int messagesPerSecond,
      @Range(min = 1, max = 100_000) int messageBurst) {
    /** The built-in ones. */
    public static Connections defaults() {
      return new Connections(1000, Duration.ofSeconds(10), 50, 200);
    }
  }

  /**
   * When sessions are deleted without being asked for.
   *
   * @param sessionDays after how many days without an event; 0 for never
   * @param archivedDays the same for archived ones; 0 for never
   */
  public record Retention(
      @Range(min = 0, max = 36_500) int sessionDays,
      @Range(min = 0, max = 36_500) int archivedDays) {
    /** Everything is kept. */
    public static final Retention FOREVER = new Retention(0, 0);
  }
}
