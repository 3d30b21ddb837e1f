package dev.oxydra.endtoend;

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
}
