package dev.oxydra.runner;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.runner.isolation.IsolationException;
import java.util.List;
import java.util.function.Supplier;

/** What an attempt of the doctor's finds; its failure is a finding too. */
final class Attempt {
  private Attempt() {}

  static Finding of(String what, Supplier<Finding> attempt) {
    return ofAll(what, () -> List.of(attempt.get())).getFirst();
  }

  static List<Finding> ofAll(String what, Supplier<List<Finding>> attempt) {
    try {
      return attempt.get();
    } catch (RunnerException | IsolationException | ConfigException e) {
      return List.of(Finding.broken(what, String.valueOf(e.getMessage())));
    }
  }
}
