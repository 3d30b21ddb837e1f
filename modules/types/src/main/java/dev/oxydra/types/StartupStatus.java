package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * What a guest found when it started.
 *
 * @param sandboxTier the isolation tier: {@code process}, {@code container}, {@code micro_vm}, or
 *     {@code none}
 * @param sidecarAvailable whether the shell daemon answers
 * @param shellAvailable whether commands can be run
 * @param browserAvailable whether a browser can be driven
 * @param degradedReasons what doesn't work, and what to do
 */
public record StartupStatus(
    String sandboxTier,
    boolean sidecarAvailable,
    boolean shellAvailable,
    boolean browserAvailable,
    List<Reason> degradedReasons) {
  public StartupStatus {
    Objects.requireNonNull(sandboxTier, "sandbox_tier");
    degradedReasons = List.copyOf(degradedReasons);
  }

  /**
   * Something that doesn't work as it should.
   *
   * @param code a stable snake_case word, such as {@code demo_provider} or {@code insecure}
   * @param detail what it means and what to do, for people
   */
  public record Reason(String code, String detail) {
    public Reason {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
