package dev.oxydra.runner.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a model of its JSON. Fields of an unexpected type are unknown, but for numbers. */
final class ModelReader {
  /** More than any model takes, in tokens. */
  private static final long LARGEST_LIMIT = 1_000_000_000_000L;

  private static final Map<String, Modality> MODALITIES =
      Arrays.stream(Modality.values())
          .collect(
              Collectors.toMap(
                  modality -> modality.name().toLowerCase(Locale.ROOT), Function.identity()));

  /** Takes a field's path and what is wrong with it. */
  private final BiConsumer<String, String> problems;

  private ModelReader(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  static ModelInfo read(JsonNode json, BiConsumer<String, String> problems) {
    if (!json.isObject()) {
      problems.accept("", "This must be an object");
      return ModelInfo.UNKNOWN;
    }
    return new ModelReader(problems).model(json);
  }

  private ModelInfo model(JsonNode json) {
    return new ModelInfo(
        text(json.path("name")),
        flag(json.path("attachment")),
        flag(json.path("reasoning")),
        flag(json.path("tool_call")),
        modalities(json.path("modalities")),
        limits(json.path("limit")),
        new PricesReader(problems).read(json.path("cost")),
        text(json.path("status")));
  }

  private static @Nullable String text(JsonNode json) {
    return json.isTextual() ? json.textValue() : null;
  }

  private static @Nullable Boolean flag(JsonNode json) {
    return json.isBoolean() ? json.booleanValue() : null;
  }

  private static ModelInfo.@Nullable Modalities modalities(JsonNode json) {
    Set<Modality> input = kinds(json.path("input"));
    Set<Modality> output = kinds(json.path("output"));
    return input.isEmpty() && output.isEmpty() ? null : new ModelInfo.Modalities(input, output);
  }

  private static Set<Modality> kinds(JsonNode json) {
    Set<Modality> kinds = EnumSet.noneOf(Modality.class);
    for (JsonNode name : json) {
      Modality kind = MODALITIES.get(name.asText());
      if (kind != null) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private ModelInfo.@Nullable Limits limits(JsonNode json) {
    Long context = limit(json, "context");
    Long input = limit(json, "input");
    Long output = limit(json, "output");
    return context == null && input == null && output == null
        ? null
        : new ModelInfo.Limits(context, input, output);
  }

  /** Null for none; zero is how models.dev says that it is not known. */
  private @Nullable Long limit(JsonNode limits, String name) {
    JsonNode json = limits.path(name);
    if (json.isMissingNode() || json.isNull()) {
      return null;
    }
    if (!json.isNumber() || json.doubleValue() < 0 || json.doubleValue() > LARGEST_LIMIT) {
      problems.accept("limit." + name, "This must be a number of tokens, 0 or more");
      return null;
    }
    long tokens = json.longValue();
    return tokens == 0 ? null : tokens;
  }
}
