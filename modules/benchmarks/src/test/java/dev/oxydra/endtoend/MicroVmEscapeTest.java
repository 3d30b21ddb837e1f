package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import org.junit.jupiter.api.extension.ExtendWith;

/** Out of the tier {@code micro_vm}. */
@RequiresTool({
  "bwrap",
  "setsid",
  "setpriv",
  "qemu-system-x86_64",
  "socat",
  "debootstrap",
  "busybox"
})
@ExtendWith(MadeOnce.class)
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
