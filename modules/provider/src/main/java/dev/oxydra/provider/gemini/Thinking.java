package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ReasoningEffort;

/**
 * How much a model is told to think, in the terms of its generation. Levels, budgets and what each
 * model allows: <a href="https://ai.google.dev/gemini-api/docs/thinking">Thinking</a>; budgets for
 * efforts: <a href="https://ai.google.dev/gemini-api/docs/openai">OpenAI compatibility</a>.
 */
final class Thinking {
  private static final int LOW_BUDGET = 1_024;
  private static final int MEDIUM_BUDGET = 8_192;
  private static final int HIGH_BUDGET = 24_576;

  /** The least that 2.5 Pro allows, in tokens; the others can do without. */
  private static final int LEAST_OF_PRO = 128;

  private Thinking() {}

  /** The {@code thinkingConfig} of a request; empty where nothing is to be said. */
  static ObjectNode config(ModelRequest request) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    String model = ModelNames.plain(request.model().model());
    ModelNames.Generation generation = ModelNames.generation(request.model().model());
    Boolean reasons = request.options().info().reasoning();
    if (Boolean.FALSE.equals(reasons) || !thinks(generation, model)) {
      return config;
    }
    ReasoningEffort effort = request.options().reasoning();
    if (shows(effort, Boolean.TRUE.equals(reasons))) {
      config.put("includeThoughts", true);
    }
    if (effort != ReasoningEffort.AUTO && !makesImages(model)) {
      switch (generation) {
        case BUDGET -> config.put("thinkingBudget", budget(effort, model));
        case LEVEL -> config.put("thinkingLevel", level(effort, model));
        case THOUGHTLESS, UNKNOWN -> {}
      }
    }
    return config;
  }

  private static boolean thinks(ModelNames.Generation generation, String model) {
    return switch (generation) {
      case THOUGHTLESS -> false;
      case BUDGET -> !makesImages(model);
      case LEVEL, UNKNOWN -> true;
    };
  }

  /** Those that make images don't think, or do so as they like. */
  private static boolean makesImages(String model) {
    return model.contains("image");
  }

  private static boolean shows(ReasoningEffort effort, boolean reasons) {
    return switch (effort) {
      case AUTO -> reasons;
      case OFF -> false;
      case LOW, MEDIUM, HIGH -> true;
    };
  }

  private static int budget(ReasoningEffort effort, String model) {
    return switch (effort) {
      case AUTO, OFF -> model.contains("-pro") ? LEAST_OF_PRO : 0;
      case LOW -> LOW_BUDGET;
      case MEDIUM -> MEDIUM_BUDGET;
      case HIGH -> HIGH_BUDGET;
    };
  }

  private static String level(ReasoningEffort effort, String model) {
    return switch (effort) {
      case AUTO, OFF -> model.contains("-pro") ? "low" : "minimal";
      case LOW -> "low";
      case MEDIUM -> model.startsWith("gemini-3-pro") ? "high" : "medium"; // knows these two alone
      case HIGH -> "high";
    };
  }
}
