package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.util.List;

/** The tier {@code process}. */
@RequiresTool({"bwrap", "setsid"})
class ProcessTierTest extends TierContract {
  @Override
  TierUnderTest tier() {
    return new ProcessTier();
  }
}
