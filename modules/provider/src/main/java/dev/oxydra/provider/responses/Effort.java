package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ReasoningEffort;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much a request asks a model to think.
 *
 * @see <a href="https://platform.openai.com/docs/guides/reasoning">Reasoning models</a>
 * @param word of the API; null for saying nothing
 * @param summarized whether to ask for a summary of the thoughts
 * @param kept whether to ask for the thoughts themselves, encrypted, to send them back; models that
 *     don't think refuse that
 */
record Effort(@Nullable String word, boolean summarized, boolean kept) {
  private static final Pattern GPT = Pattern.compile("gpt-(\\d+)(?:\\.(\\d+))?(?!\\d)");
  private static final Pattern O_SERIES = Pattern.compile("(?:^|/)o\\d");

  static Effort of(ModelId model, ModelOptions options) {
    String name = model.value().toLowerCase(Locale.ROOT);
    Boolean known = options.info().reasoning();
    boolean thinks = known == null ? isThinker(name) : known;
    return switch (options.reasoning()) {
      case AUTO -> new Effort(null, false, thinks);
      case OFF -> new Effort(thinks ? least(name) : null, false, thinks);
      case LOW, MEDIUM, HIGH ->
          Boolean.FALSE.equals(known)
              ? new Effort(null, false, false)
              : new Effort(word(options.reasoning()), true, true);
    };
  }

  private static String word(ReasoningEffort effort) {
    return effort.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isThinker(String name) {
    Matcher gpt = GPT.matcher(name);
    boolean fifth = gpt.find() && Integer.parseInt(gpt.group(1)) >= 5 && !name.contains("-chat");
    return fifth || O_SERIES.matcher(name).find();
  }

  /**
   * As little as the model allows: nothing from GPT-5.1 on, {@code minimal} with GPT-5, {@code low}
   * with those that are made to think; those of which nothing is known, and the pro models, which
   * take little else than {@code high}, aren't told.
   */
  private static @Nullable String least(String name) {
    Matcher gpt = GPT.matcher(name);
    if (name.contains("-pro") || name.contains("-chat")) {
      return null;
    }
    if (name.contains("codex") || O_SERIES.matcher(name).find()) {
      return "low";
    }
    if (!gpt.find() || Integer.parseInt(gpt.group(1)) < 5) {
      return null;
    }
    return gpt.group(1).equals("5") && gpt.group(2) == null ? "minimal" : "none";
  }

  void addTo(ObjectNode wire) {
    if (word != null) {
      ObjectNode reasoning = wire.putObject("reasoning").put("effort", word);
      if (summarized) {
        reasoning.put("summary", "auto");
      }
    }
    if (kept) {
      wire.putArray("include").add("reasoning.encrypted_content");
    }
  }
}
