package dev.oxydra.runner.isolation;

/**
 * What a program and all that it starts may take of the host.
 *
 * @param memoryBytes memory of all its processes together
 * @param cpuPercent processor time, in hundredths of one processor: 200 is two whole ones
 * @param processes processes and threads together
 * @param fileBytes the largest file that it may write
 */
public record ResourceLimits(long memoryBytes, int cpuPercent, int processes, long fileBytes) {
  public ResourceLimits {
    if (memoryBytes < 1 || cpuPercent < 1 || processes < 1 || fileBytes < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
