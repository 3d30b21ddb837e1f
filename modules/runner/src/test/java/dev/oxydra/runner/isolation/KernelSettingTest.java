package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KernelSettingTest {
  @Test
  void isReadToItsEnd() throws Exception {
    String boot = KernelSetting.read(Path.of("/proc/sys/kernel/random/boot_id"));
    assertEquals(boot, UUID.fromString(boot).toString());
  }
}
