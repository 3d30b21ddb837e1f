package dev.oxydra.endtoend;

/** Out of the tier {@code micro_vm}. */
@RequiresMicroVms
class MicroVmEscapeTest extends EscapeContract {
  private final MicroVmTier tier;

  MicroVmEscapeTest(MicroVmTier tier) {
    this.tier = tier;
  }

  @Override
  TierUnderTest tier() {
    return tier;
  }
}
