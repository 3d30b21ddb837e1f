package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.Selection;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agent.conf says without a file, and that each of its keys gets where it belongs. */
class AgentConfigTest {
  @TempDir Path temporary;

  @Test
  void defaults() throws IOException {
    AgentConfig agent = load("").agent();

    assertEquals(
        new AgentConfig.DefaultSelection("auto", null, ReasoningEffort.AUTO, List.of()),
        agent.selection());
    assertEquals(
        new AgentConfig.CatalogPolicy(false, "https://models.dev/api.json"), agent.catalog());
    assertEquals(AgentConfig.Reliability.defaults(), agent.reliability());
    assertEquals(AgentConfig.Gateway.defaults(), agent.gateway());
    assertEquals(MemoryConfig.Search.defaults(), agent.memory().search());
    assertEquals(MemoryConfig.Recall.defaults(), agent.memory().recall());
    assertEquals(MemoryConfig.EmbeddingBackend.ONNX, agent.memory().embedding().backend());
    assertEquals(ChannelsConfig.defaults(), agent.channels());
    assertEquals(Map.of(), agent.agents());
    assertEquals(
        """
        anthropic anthropic https://api.anthropic.com/v1 ANTHROPIC_API_KEY claude-sonnet-5-5 null
        demo demo null null demo null
        gemini gemini https://generativelanguage.googleapis.com/v1beta GEMINI_API_KEY gemini-3.8-flash google
        ollama openai http://127.0.0.1:11434/v1 null llama3.2 null
        openai openai https://api.openai.com/v1 OPENAI_API_KEY gpt-6-luna null
        openai_responses openai_responses https://api.openai.com/v1 OPENAI_API_KEY gpt-6-luna openai
        openrouter openai https://openrouter.ai/api/v1 OPENROUTER_API_KEY null null
        """,
        new TreeMap<>(agent.providers().registry())
            .entrySet().stream()
                .map(entry -> entry.getKey() + " " + line(entry.getValue()) + "\n")
                .collect(Collectors.joining()));
    AgentConfig.Registered openai = agent.providers().registry().get("openai");
    assertNull(openai.apiKey());
    assertNull(openai.attachment());
    assertNull(openai.inputModalities());
    assertNull(openai.reasoning());
    assertNull(openai.maxInputTokens());
    assertNull(openai.maxOutputTokens());
    assertNull(openai.maxContextTokens());
    assertEquals(Map.of(), openai.extraHeaders());
    assertEquals(Duration.ofSeconds(10), openai.connectTimeout());
    assertEquals(Duration.ofMinutes(2), openai.firstTokenTimeout());
    assertEquals(Duration.ofMinutes(1), openai.idleTimeout());
  }

  private static String line(AgentConfig.Registered it) {
    return String.join(
        " ",
        it.providerType(),
        "" + it.baseUrl(),
        "" + it.apiKeyEnv(),
        "" + it.defaultModel(),
        "" + it.catalogProvider());
  }

  @Test
  void everyKey() throws IOException {
    LoadedConfig config =
        load(
            """
            selection {
              provider = lab, model = m1, reasoning = high, fallbacks = ["openai/gpt-5", "lab/a/b"]
            }
            providers.registry.lab {
              provider_type = anthropic
              base_url = "https://lab.example.com/v1"
              api_key = k1
              api_key_env = null
              api_key_file = null
              api_key_command = null
              api_key_placement = query
              api_key_name = k
              default_model = m0
              extra_headers { X-Team = blue }
              catalog_provider = anthropic
              attachment = false
              input_modalities = [text, image, pdf, audio, video]
              reasoning = yes
              max_input_tokens = 1000
              max_output_tokens = 200
              max_context_tokens = 100000000
              connect_timeout = 1s
              first_token_timeout = 2s
              idle_timeout = 3s
            }
            catalog { skip_catalog_validation = true, url = "http://127.0.0.1:9/api.json" }
            reliability {
              max_attempts = 1, min_backoff = 1ms, max_backoff = 2s, max_wait = 3s, cooldown = 0s
            }
            agents {
              default.system_prompt = "Be brief."
              re_view-2 {
                selection { provider = openai, model = gpt-5, reasoning = off }
                system_prompt = "Be long."
                system_prompt_file = null, description = "Reviews.", tools = ["file_*", shell_exec]
                max_turns = 7, max_time = 3s, max_tokens = 8, max_cost = 0.25
              }
              bare {}
            }
            runtime {
              max_turns = 2, turn_timeout = 3m, max_parallel_tools = 4, system_prompt = "Be."
              context_budget { trigger_ratio = 0.5, safety_buffer_tokens = 7, fallback_max_context_tokens = 9000 }
              summarization {
                enabled = false, target_ratio = 0.1, min_turns = 5, timeout = 9s
                selection { provider = openai, model = "gpt-5", reasoning = low }
              }
              budgets {
                turn { max_turns = 9, max_time = 1h, max_tokens = 1, max_cost = 0.5 }
                session { max_turns = 10, max_time = 2h, max_tokens = 2, max_cost = 1.5 }
                day { max_turns = 11, max_time = 3h, max_tokens = 3, max_cost = 2.5 }
                schedule { max_turns = 12, max_time = 4h, max_tokens = 4, max_cost = 3.5 }
                warn_ratio = 0.25
              }
              delegation { max_depth = 1, max_children = 2, max_concurrent = 3 }
            }
            tools {
              output_limit = 2KiB, timeout = 6s
              shell {
                command_timeout_secs = 4, max_command_timeout_secs = 5, allow = ["a*"], deny = [b]
                replace_defaults = true, allow_operators = false, env_keys = [C]
              }
              web {
                fetch_timeout = 6s, fetch_limit = 3KiB
                search {
                  backend = google, base_url = "https://search.example.org", engine_id = "0123:a"
                  api_key_env = null, api_key_file = "/run/search-key", api_key_command = null
                }
              }
              checkpoints {
                enabled = false, max_size = 2MiB, max_file_size = 1KiB, max_files = 4, keep = 5
              }
            }
            approvals {
              mode = read_only, ask_after_untrusted = false, answer_timeout = 7s
              rules = [{ tool = a, decision = ask }
                { tool = b, arguments { c = "d*" }, decision = deny }]
            }
            mcp {
              tool_search_budget = 9
              servers.lab {
                transport = stdio, command = "serve", url = null, safety_tier = privileged
                tools = ["read_*"], env_keys = [TOKEN], timeout = 8s, enabled = false
              }
              servers.far { transport = streamable_http, url = "https://mcp.example.org/mcp" }
            }
            skills { enabled = false, disabled = [a], variables { CITY = Bern } }
            scheduler {
              enabled = true, max_schedules = 7, max_concurrent = 3, min_interval = 2h
              catch_up_pause = 1s, notify_after_failures = 4, auto_disable_after_failures = 6
            }
            channels.telegram {
              enabled = true, bot_token_env = MY_BOT, base_url = "https://bots.example.org"
              polling_timeout_secs = 50, max_message_length = 256
              senders = [{ platform_ids = ["1", 123456789012], display_name = Ada }, { platform_ids = ["2"] }]
            }
            memory {
              enabled = false
              search {
                vector_weight = 0.5, fts_weight = 2, recency_weight = 0, recency_half_life_days = 7
                diversity = 0.25
              }
              recall { enabled = false, top_k = 2, max_tokens = 50, timeout = 0s }
              embedding {
                backend = openai, model = m, base_url = "https://vectors.example.org/v1"
                api_key_env = null, api_key_file = "/run/vector-key", api_key_command = null
                idle_timeout = 4s
              }
            }
            gateway {
              allowed_origins = [a], allowed_hosts = [b], max_frame = 64KiB, max_attachments = 1
              max_attachment = 2, max_attachments_total = 3, max_sessions = 4
              max_concurrent_turns = 5, max_queued_turns = 6, session_idle_ttl_hours = 7
              connections {
                max = 8, handshake_timeout = 9s, messages_per_second = 10, message_burst = 11
              }
            }
            retention { session_days = 13, archived_days = 12 }
            """);
    AgentConfig agent = config.agent();

    assertEquals(
        new AgentConfig.DefaultSelection(
            "lab", "m1", ReasoningEffort.HIGH, List.of("openai/gpt-5", "lab/a/b")),
        agent.selection());
    assertEquals(
        new AgentConfig.Registered(
            "anthropic",
            "https://lab.example.com/v1",
            "k1",
            null,
            null,
            null,
            AgentConfig.KeyPlacement.QUERY,
            "k",
            "m0",
            Map.of("X-Team", "blue"),
            "anthropic",
            false,
            List.of("text", "image", "pdf", "audio", "video"),
            true,
            1000L,
            200L,
            100_000_000L,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3)),
        agent.providers().registry().get("lab"));
    assertEquals(
        new AgentConfig.CatalogPolicy(true, "http://127.0.0.1:9/api.json"), agent.catalog());
    assertEquals(
        new AgentConfig.Reliability(
            1, Duration.ofMillis(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ZERO),
        agent.reliability());
    assertEquals(
        Map.of(
            "default",
            new AgentConfig.NamedAgent(null, "Be brief."),
            "re_view-2",
            new AgentConfig.NamedAgent(
                new Selection("openai", "gpt-5", ReasoningEffort.OFF),
                "Be long.",
                "Reviews.",
                null,
                List.of("file_*", "shell_exec"),
                7,
                Duration.ofSeconds(3),
                8L,
                new BigDecimal("0.25")),
            "bare",
            new AgentConfig.NamedAgent(null, null)),
        agent.agents());
    assertEquals(
        new AgentConfig.Runtime(
            2,
            Duration.ofMinutes(3),
            4,
            "Be.",
            new AgentConfig.ContextBudget(0.5, 7, 9000),
            new AgentConfig.Summarization(
                false,
                0.1,
                5,
                new Selection("openai", "gpt-5", ReasoningEffort.LOW),
                Duration.ofSeconds(9)),
            new AgentConfig.Budgets(
                new AgentConfig.Spend(9L, Duration.ofHours(1), 1L, new BigDecimal("0.5")),
                new AgentConfig.Spend(10L, Duration.ofHours(2), 2L, new BigDecimal("1.5")),
                new AgentConfig.Spend(11L, Duration.ofHours(3), 3L, new BigDecimal("2.5")),
                new AgentConfig.Spend(12L, Duration.ofHours(4), 4L, new BigDecimal("3.5")),
                0.25),
            new AgentConfig.Delegating(1, 2, 3)),
        agent.runtime());
    assertEquals(
        new AgentConfig.Tools(
            2048,
            Duration.ofSeconds(6),
            new AgentConfig.Shell(4, 5, List.of("a*"), List.of("b"), true, false, List.of("C")),
            new AgentConfig.Web(
                Duration.ofSeconds(6),
                3072,
                new AgentConfig.Search(
                    AgentConfig.SearchBackend.GOOGLE,
                    "https://search.example.org",
                    "0123:a",
                    null,
                    Path.of("/run/search-key"),
                    null)),
            new AgentConfig.Checkpoints(false, 2 << 20, 1024, 4, 5)),
        agent.tools());
    assertEquals(
        new AgentConfig.Approvals(
            AgentConfig.ApprovalMode.READ_ONLY,
            List.of(
                new AgentConfig.ApprovalRule("a", null, AgentConfig.RuleDecision.ASK),
                new AgentConfig.ApprovalRule(
                    "b", Map.of("c", "d*"), AgentConfig.RuleDecision.DENY)),
            false,
            Duration.ofSeconds(7)),
        agent.approvals());
    assertEquals(
        new AgentConfig.Mcp(
            Map.of(
                "lab",
                new AgentConfig.McpServer(
                    AgentConfig.McpTransport.STDIO,
                    "serve",
                    null,
                    SafetyTier.PRIVILEGED,
                    List.of("read_*"),
                    List.of("TOKEN"),
                    Duration.ofSeconds(8),
                    false),
                "far",
                new AgentConfig.McpServer(
                    AgentConfig.McpTransport.STREAMABLE_HTTP,
                    null,
                    "https://mcp.example.org/mcp",
                    SafetyTier.SIDE_EFFECTING,
                    List.of(),
                    List.of(),
                    Duration.ofSeconds(60),
                    true)),
            9),
        agent.mcp());
    assertEquals(
        new MemoryConfig(
            false,
            new MemoryConfig.Search(0.5, 2, 0, 7, 0.25),
            new MemoryConfig.Recall(false, 2, 50, Duration.ZERO),
            new MemoryConfig.Embedding(
                MemoryConfig.EmbeddingBackend.OPENAI,
                "m",
                "https://vectors.example.org/v1",
                null,
                Path.of("/run/vector-key"),
                null,
                Duration.ofSeconds(4))),
        agent.memory());
    assertEquals(
        new SchedulerConfig(true, 7, 3, Duration.ofHours(2), Duration.ofSeconds(1), 4, 6),
        agent.scheduler());
    assertEquals(
        new ChannelsConfig(
            new ChannelsConfig.Telegram(
                true,
                "MY_BOT",
                "https://bots.example.org",
                50,
                256,
                List.of(
                    new ChannelsConfig.Sender(List.of("1", "123456789012"), "Ada"),
                    new ChannelsConfig.Sender(List.of("2"), null)))),
        agent.channels());
    assertEquals(
        new AgentConfig.Skills(false, List.of("a"), Map.of("CITY", "Bern")), agent.skills());
    assertEquals(
        new AgentConfig.Gateway(
            List.of("a"),
            List.of("b"),
            65_536,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            new AgentConfig.Connections(8, Duration.ofSeconds(9), 10, 11)),
        agent.gateway());
    assertEquals(new AgentConfig.Retention(13, 12), agent.retention());
    everyKeyIsSet(config);
  }

  /** That this test forgets none. */
  private static void everyKeyIsSet(LoadedConfig config) {
    Map<String, ConfigEntry> entries =
        config.entries().stream()
            .filter(entry -> entry.file().equals("agent"))
            .collect(Collectors.toMap(ConfigEntry::key, it -> it));
    for (String path : Keys.paths(AgentConfig.class, "")) {
      String key = path.replace("agents.<name>", "agents.re_view-2").replace("<name>", "lab");
      ConfigEntry entry = entries.get(key);
      assertTrue(entry != null && entry.origin().contains("agent.conf:"), key + " is " + entry);
    }
  }

  @Test
  void theEnvironmentReachesTheNewKeysToo() throws IOException {
    AgentConfig agent =
        load(
                "",
                Map.of(
                    "OXYDRA__SELECTION__FALLBACKS",
                    "[\"demo/demo\"]",
                    "OXYDRA__AGENTS__CHEAP__SELECTION__REASONING",
                    "low",
                    "OXYDRA__PROVIDERS__REGISTRY__OLLAMA__MAX_CONTEXT_TOKENS",
                    "4096",
                    "OXYDRA__PROVIDERS__REGISTRY__OLLAMA__ATTACHMENT",
                    "true"))
            .agent();

    assertEquals(List.of("demo/demo"), agent.selection().fallbacks());
    assertEquals(ReasoningEffort.LOW, agent.agents().get("cheap").selection().reasoning());
    assertEquals(4096L, agent.providers().registry().get("ollama").maxContextTokens());
    assertEquals(true, agent.providers().registry().get("ollama").attachment());
  }

  private LoadedConfig load(String text) throws IOException {
    return load(text, Map.of());
  }

  private LoadedConfig load(String text, Map<String, String> environment) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(".oxydra"));
    Path file = Files.writeString(folder.resolve("agent.conf"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(folder, new UserId("alice"), environment, List.of());
  }
}
