package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every tier has to do, in the tier {@code micro_vm}. */
@RequiresTool({"bwrap", "qemu-system-x86_64", "socat", "debootstrap", "busybox"})
@ExtendWith(MadeOnce.class)
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
