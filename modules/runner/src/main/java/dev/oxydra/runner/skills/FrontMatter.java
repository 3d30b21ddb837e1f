package dev.oxydra.runner.skills;

import dev.oxydra.types.Skill.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a skill says of itself, in YAML between two lines of dashes at the beginning of its text.
 * Keys of others' tools are left alone.
 *
 * @param requires the names of tools
 * @param env the names of variables that its text needs
 * @param body what comes after it
 */
record FrontMatter(
    String name,
    String description,
    Activation activation,
    int priority,
    List<String> requires,
    List<String> env,
    String body) {
  private static final Pattern WHOLE =
      Pattern.compile("\\A\\uFEFF?---[ \\t]*\\R(.*?)\\R---[ \\t]*(?:\\R(.*))?\\z", Pattern.DOTALL);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final int LONGEST = 1000;
  private static final int FARTHEST = 1000;

  /**
   * Reads it.
   *
   * @param text a whole {@code SKILL.md}
   */
  static FrontMatter of(String text) throws SkillException {
    var matcher = WHOLE.matcher(text);
    if (!matcher.matches()) {
      throw new SkillException(
          "%s has to begin with a line ---, then name: and description:, then a line ---"
              .formatted(SkillFiles.MAIN));
    }
    Map<?, ?> values = yaml(matcher.group(1));
    String body = matcher.group(2);
    String name = text(values, "name");
    if (!NAME.matcher(name).matches()) {
      throw new SkillException(
          "name: '%s' must be 1 to 64 of a to z, 0 to 9 and -, and not begin with -"
              .formatted(name));
    }
    return new FrontMatter(
        name,
        text(values, "description"),
        activation(values.get("activation")),
        priority(values.get("priority")),
        list(values, "requires"),
        list(values, "env"),
        body == null ? "" : body.strip());
  }

  private static Map<?, ?> yaml(String text) throws SkillException {
    try {
      LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(1).build();
      if (new Load(settings).loadFromString(text) instanceof Map<?, ?> values) {
        return values;
      }
      throw new SkillException("What stands before the second --- must be keys and values");
    } catch (YamlEngineException e) {
      throw new SkillException(
          "What stands before the second --- is no YAML: " + e.getMessage(), e);
    }
  }

  private static String text(Map<?, ?> values, String key) throws SkillException {
    String text = values.get(key) instanceof String it ? it.strip() : "";
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new SkillException("%s: must be a text of 1 to %d characters".formatted(key, LONGEST));
    }
    return text.replaceAll("\\s+", " ");
  }

  private static Activation activation(@Nullable Object value) throws SkillException {
    if (value == null) {
      return Activation.AUTO;
    }
    for (Activation each : Activation.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
        return each;
      }
    }
    throw new SkillException("activation: must be auto, always or manual, not " + value);
  }

  private static int priority(@Nullable Object value) throws SkillException {
    if (value == null) {
      return 0;
    }
    if (value instanceof Integer number && Math.abs(number) <= FARTHEST) {
      return number;
    }
    throw new SkillException(
        "priority: must be a number from -%d to %d, not %s".formatted(FARTHEST, FARTHEST, value));
  }

  private static List<String> list(Map<?, ?> values, String key) throws SkillException {
    Object value = values.get(key);
    List<String> all = new ArrayList<>();
    if (value instanceof List<?> items) {
      for (Object item : items) {
        if (!(item instanceof String text)) {
          throw new SkillException("%s: must be a list of texts".formatted(key));
        }
        all.add(text.strip());
      }
    } else if (value != null) {
      throw new SkillException("%s: must be a list, such as [a, b]".formatted(key));
    }
    return all;
  }
}
