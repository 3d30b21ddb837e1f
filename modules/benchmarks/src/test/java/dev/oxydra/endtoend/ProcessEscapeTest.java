package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;

/** Out of the tier {@code process}. */
@RequiresTool({"bwrap", "setsid", "setpriv"})
class ProcessEscapeTest extends EscapeContract {
  @Override
  TierUnderTest tier() {
    return new ProcessTier();
  }
}
