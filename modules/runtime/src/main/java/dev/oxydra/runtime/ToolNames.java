package dev.oxydra.runtime;

import dev.oxydra.types.Toolbox;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of tools that some patterns let through. */
final class ToolNames {
  private ToolNames() {}

  /** Whether a name fits one of the patterns, in which a star stands for any characters. */
  static Predicate<String> like(List<String> patterns) {
    return patterns.stream().map(ToolNames::like).reduce(Predicate::or).orElse(name -> false);
  }

  /** Those of some tools that an agent may use. */
  static Set<String> of(Toolbox tools, List<String> patterns) {
    return tools.tools().stream()
        .map(tool -> tool.spec().name())
        .filter(like(patterns))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Predicate<String> like(String pattern) {
    return Pattern.compile(
            Arrays.stream(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL)
        .asMatchPredicate();
  }
}
