package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every tier has to do, in the tier {@code container}. */
@RequiresTool({"bwrap", "dockerd", "docker", "debootstrap"})
@ExtendWith(MadeOnce.class)
class ContainerTierTest extends TierContract {
  private final ContainerTier tier;

  ContainerTierTest(ContainerTier tier) {
    this.tier = tier;
  }

  @Override
  TierUnderTest tier() {
    return tier;
  }
}
