package dev.oxydra.tools.annotations;

/** What a tool can do to the world; the constants of {@code dev.oxydra.types.SafetyTier}. */
public enum Tier {
  /** Changes nothing. */
  READ_ONLY,
  /** Changes something within the workspace. */
  SIDE_EFFECTING,
  /** Can do whatever its sandbox lets it. */
  PRIVILEGED
}
