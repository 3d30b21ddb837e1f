package dev.oxydra.endtoend;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** What every tier has to do, in the tier {@code micro_vm}. */
@RequiresMicroVms
class MicroVmTierTest extends TierContract {
  private final MicroVmTier tier;

  MicroVmTierTest(MicroVmTier tier) {
    this.tier = tier;
  }

  @Override
  TierUnderTest tier() {
    return tier;
  }

  @Override
  @Test
  @SuppressWarnings("JUnitMethodInvoked") // It is that test, switched off.
  @Disabled("In machines no key is found, but the stop at its end gets no reply; why is not known")
  void noKeyIsInAnyProcessOrFile() throws Exception {
    super.noKeyIsInAnyProcessOrFile();
  }
}
