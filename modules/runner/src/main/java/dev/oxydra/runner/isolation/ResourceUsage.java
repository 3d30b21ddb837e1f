package dev.oxydra.runner.isolation;

import java.time.Duration;
import java.util.Objects;

/**
 * What a program and all that it started take of the host.
 *
 * @param memoryBytes memory of all its processes together
 * @param cpu processor time since it started
 * @param processes how many processes there are
 */
public record ResourceUsage(long memoryBytes, Duration cpu, int processes) {
  public static final ResourceUsage NONE = new ResourceUsage(0, Duration.ZERO, 0);

  public ResourceUsage {
    Objects.requireNonNull(cpu, "cpu");
  }
}
