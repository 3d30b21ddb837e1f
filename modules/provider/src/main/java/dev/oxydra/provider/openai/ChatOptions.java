package dev.oxydra.provider.openai;

import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to answer, as fields of a <a
 * href="https://platform.openai.com/docs/api-reference/chat/create">request</a>.
 */
final class ChatOptions {
  /**
   * Who wants {@code max_completion_tokens}; for the models of OpenAI that think, the older {@code
   * max_tokens} is an error. To others (Mistral) the newer is one, or they ignore it (Ollama).
   */
  private static final Set<String> NEWER_LIMIT = Set.of("openai", "azure");

  /**
   * Who refuses a conversation in which a model that thought called tools without its thoughts, see
   * <a href="https://api-docs.deepseek.com/guides/thinking_mode">DeepSeek</a>. Others (Groq,
   * Mistral) refuse the thoughts.
   */
  private static final Set<String> WANT_THOUGHTS =
      Set.of("deepseek", "moonshotai", "moonshotai-cn");

  private static final Pattern ONLY_HIGH = Pattern.compile("gpt-5-pro.*");
  private static final Pattern WITHOUT_NONE = Pattern.compile("(o\\d|gpt-oss|gpt-5-codex).*");
  private static final Pattern FIRST_GPT_5 = Pattern.compile("gpt-5(-(mini|nano|\\d{4}).*)?");

  private ChatOptions() {}

  static Map<String, Object> of(ProviderRoute route, ModelRequest request) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ModelOptions options = request.options();
    if (options.maxOutputTokens() != null) {
      boolean newer = NEWER_LIMIT.contains(route.corrections().catalogProvider());
      fields.put(newer ? "max_completion_tokens" : "max_tokens", options.maxOutputTokens());
    }
    String effort =
        Boolean.FALSE.equals(options.info().reasoning())
            ? null
            : effort(options.reasoning(), request.model().model().value());
    if (effort != null) {
      fields.put("reasoning_effort", effort);
    }
    return fields;
  }

  /** Whether what the model thought goes back to it. */
  static boolean sendsThoughts(ProviderRoute route) {
    return WANT_THOUGHTS.contains(route.corrections().catalogProvider());
  }

  /** Null for what the provider does when it is told nothing. */
  private static @Nullable String effort(ReasoningEffort effort, String model) {
    return switch (effort) {
      case AUTO -> null;
      case OFF -> least(model.substring(model.lastIndexOf('/') + 1));
      case LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH -> "high";
    };
  }

  /**
   * {@code none} came with GPT-5.1; OpenRouter, Ollama and vLLM take it for whatever can do without
   * thinking.
   */
  private static @Nullable String least(String model) {
    if (ONLY_HIGH.matcher(model).matches()) {
      return null;
    }
    if (WITHOUT_NONE.matcher(model).matches()) {
      return "low";
    }
    return FIRST_GPT_5.matcher(model).matches() ? "minimal" : "none";
  }
}
