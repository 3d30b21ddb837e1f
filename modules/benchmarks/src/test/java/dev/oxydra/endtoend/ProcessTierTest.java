package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;

/** The tier {@code process}. */
@RequiresTool({"bwrap", "setsid"})
class ProcessTierTest extends TierContract {
  @Override
  TierUnderTest tier() {
    return new ProcessTier();
  }
}
