package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ReasoningEffort;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a request asks for thought. Up to Claude 4.5 it names a budget of tokens; from 4.6 on, the
 * model decides and is told an effort, and from 4.7 on it refuses a budget. Those of 4 think only
 * when asked, those of 5 unless told not to, which not all of them allow. From 5.1 on, a thought
 * counts only after what came before it when it was thought: the API is asked to leave others out,
 * such as those after a compaction, in place of refusing the request.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive
 *     thinking</a>
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/preserved-thinking">Preserved
 *     thinking</a>
 * @param field {@code thinking}; null for leaving that out
 * @param effort what {@code output_config} says; null for nothing
 * @param replayed whether earlier thoughts are sent
 */
record Thinking(@Nullable ObjectNode field, @Nullable String effort, boolean replayed) {
  /** The beta that {@code block_binding} is part of. */
  static final String BINDING_BETA = "thinking-binding-controls-2026-08-01";

  private static final Thinking UNSAID = new Thinking(null, null, true);

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
    return budget < LEAST_BUDGET
        ? UNSAID
        : new Thinking(field("enabled").put("budget_tokens", budget), null, true);
  }

  private static Thinking adaptive(ClaudeName name, ReasoningEffort effort) {
    boolean unasked = !name.before(5, 0);
    return switch (effort) {
      case AUTO -> unasked ? adaptive(name, (String) null) : UNSAID;
      case OFF -> unasked ? off(name) : UNSAID;
      case LOW, MEDIUM, HIGH -> adaptive(name, effort.name().toLowerCase(Locale.ROOT));
    };
  }

  private static Thinking adaptive(ClaudeName name, @Nullable String effort) {
    ObjectNode field = field("adaptive");
    if (!name.before(4, 7)) {
      field.put("display", "summarized"); // Else thoughts come without text.
    }
    if (name.bindsThoughts()) {
      field.putObject("block_binding").put("prefix_mismatch_behavior", "drop_block");
    }
    return new Thinking(field, effort, true);
  }

  /** As little as the model allows; of a model that isn't known yet, little effort. */
  private static Thinking off(ClaudeName name) {
    boolean first = name.before(5, 1);
    return switch (name.family()) {
      case "haiku" -> off(name, "disabled");
      case "opus" -> first ? off(name, "disabled") : adaptive(name, "low");
      case "sonnet" -> off(name, first ? "disabled" : "between_tools");
      default -> adaptive(name, "low");
    };
  }

  /** Here the API can't be asked to leave thoughts out: all are. */
  private static Thinking off(ClaudeName name, String type) {
    return new Thinking(field(type), null, !name.bindsThoughts());
  }

  private static ObjectNode field(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** Whether tools can be called only after a thought, which has to be sent back then. */
  boolean needsThought() {
    return field != null && field.path("type").asText().equals("enabled");
  }

  void addTo(ObjectNode wire) {
    if (field != null) {
      wire.set("thinking", field);
    }
    if (effort != null) {
      wire.putObject("output_config").put("effort", effort);
    }
  }
}
