package dev.oxydra.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link RequiresTool}. */
final class RequiresToolCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class).stream()
            .flatMap(needs -> Arrays.stream(needs.value()))
            .filter(tool -> !onPath(tool))
            .toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("Nothing is missing");
    }
    List<String> required = missing.stream().filter(RequiresToolCondition::isRequired).toList();
    if (!required.isEmpty()) {
      throw new IllegalStateException("OXYDRA_REQUIRE names tools that are missing: " + required);
    }
    return ConditionEvaluationResult.disabled("SKIPPED, as these tools are missing: " + missing);
  }

  private static boolean onPath(String tool) {
    return variable("PATH", File.pathSeparator)
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static boolean isRequired(String tool) {
    return variable("OXYDRA_REQUIRE", ",").anyMatch(tool::equals);
  }

  private static Stream<String> variable(String name, String separator) {
    return Optional.ofNullable(System.getenv(name)).stream()
        .flatMap(value -> Arrays.stream(value.split(separator)));
  }
}
