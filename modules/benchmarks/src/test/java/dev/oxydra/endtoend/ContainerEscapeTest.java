package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import org.junit.jupiter.api.extension.ExtendWith;

/** Out of the tier {@code container}. */
@RequiresTool({"bwrap", "setsid", "setpriv", "dockerd", "docker", "debootstrap"})
@ExtendWith(MadeOnce.class)
class ContainerEscapeTest extends EscapeContract {
  private final ContainerTier tier;

  ContainerEscapeTest(ContainerTier tier) {
    this.tier = tier;
  }

  @Override
  TierUnderTest tier() {
    return tier;
  }
}
