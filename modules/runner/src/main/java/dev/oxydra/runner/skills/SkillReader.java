package dev.oxydra.runner.skills;

import dev.oxydra.types.Skill;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes skills of what is in folders.
 *
 * @param variables what stands for {@code {{NAME}}}
 */
record SkillReader(Map<String, String> variables) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*}}");

  Skill read(SkillFiles files) throws SkillException {
    FrontMatter front = FrontMatter.of(files.main());
    List<String> missing =
        new TreeSet<>(front.env()).stream().filter(name -> !variables.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new SkillException(
          "It needs %s: set it in skills.variables".formatted(String.join(", ", missing)));
    }
    Map<String, String> references = new TreeMap<>();
    for (Map.Entry<String, String> file : files.texts().entrySet()) {
      if (!file.getKey().equals(SkillFiles.MAIN)) {
        references.put(file.getKey(), filled(file.getValue()));
      }
    }
    return new Skill(
        front.name(),
        front.description(),
        front.activation(),
        front.priority(),
        front.requires(),
        filled(front.body()),
        references);
  }

  /** What no variable is named stays as it is: it may be another program's. */
  private String filled(String text) {
    return VARIABLE.matcher(text).replaceAll(this::value);
  }

  private String value(MatchResult found) {
    return Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group()));
  }
}
