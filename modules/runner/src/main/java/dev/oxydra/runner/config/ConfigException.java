package dev.oxydra.runner.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration can't be used. The message has one line for each problem; none holds a secret.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All of them, at least one. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
