package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ReasoningEffort;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a request asks for thought. Up to Claude 4.5 it names a budget of tokens; from 4.6 on, the
 * model decides and is told an effort, and from 4.7 on it refuses a budget. Those of 4 think only
 * when asked, those of 5 unless told not to, which not all of them allow.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive
 *     thinking</a>
 * @param type of the field {@code thinking}; null for leaving that out
 * @param budget in tokens, with {@code enabled} alone
 * @param shown whether to ask for the thoughts' summary, which is left out otherwise from 4.7 on
 * @param effort what {@code output_config} says; null for nothing
 */
record Thinking(
    @Nullable String type, @Nullable Long budget, boolean shown, @Nullable String effort) {
  private static final Thinking UNSAID = new Thinking(null, null, false, null);

  /** What the API wants at least. */
  private static final long LEAST_BUDGET = 1024;

  static Thinking of(ModelId model, ModelOptions options, long maxTokens) {
    if (Boolean.FALSE.equals(options.info().reasoning())) {
      return UNSAID;
    }
    ClaudeName name = ClaudeName.of(model.value());
    if (name == null) {
      // Others who speak this protocol know the budget.
      return Boolean.TRUE.equals(options.info().reasoning())
          ? budgeted(options.reasoning(), maxTokens)
          : UNSAID;
    }
    if (name.before(4, 6)) {
      return name.before(3, 7) ? UNSAID : budgeted(options.reasoning(), maxTokens);
    }
    return adaptive(name, options.reasoning());
  }

  private static Thinking budgeted(ReasoningEffort effort, long maxTokens) {
    long wanted =
        switch (effort) {
          case AUTO, OFF -> 0;
          case LOW -> 4_000;
          case MEDIUM -> 10_000;
          case HIGH -> 24_000;
        };
    // The budget is part of the limit: a quarter is left for the answer.
    long budget = Math.min(wanted, maxTokens / 4 * 3);
    return budget < LEAST_BUDGET ? UNSAID : new Thinking("enabled", budget, false, null);
  }

  private static Thinking adaptive(ClaudeName name, ReasoningEffort effort) {
    boolean shown = !name.before(4, 7);
    boolean unasked = !name.before(5, 0);
    return switch (effort) {
      case AUTO -> unasked ? new Thinking("adaptive", null, shown, null) : UNSAID;
      case OFF -> unasked ? off(name) : UNSAID;
      case LOW, MEDIUM, HIGH ->
          new Thinking("adaptive", null, shown, effort.name().toLowerCase(Locale.ROOT));
    };
  }

  /** As little as the model allows; of a model that isn't known yet, little effort. */
  private static Thinking off(ClaudeName name) {
    boolean first = name.before(5, 1);
    return switch (name.family()) {
      case "haiku" -> new Thinking("disabled", null, false, null);
      case "opus" -> first ? new Thinking("disabled", null, false, null) : little();
      case "sonnet" -> new Thinking(first ? "disabled" : "between_tools", null, false, null);
      default -> little();
    };
  }

  private static Thinking little() {
    return new Thinking(null, null, false, "low");
  }

  void addTo(ObjectNode wire) {
    if (type != null) {
      ObjectNode thinking = wire.putObject("thinking").put("type", type);
      if (budget != null) {
        thinking.put("budget_tokens", budget);
      }
      if (shown) {
        thinking.put("display", "summarized");
      }
    }
    if (effort != null) {
      wire.putObject("output_config").put("effort", effort);
    }
  }
}
