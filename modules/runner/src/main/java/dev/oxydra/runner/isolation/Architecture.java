package dev.oxydra.runner.isolation;

import java.util.Optional;

/** Processors whose system calls are known by number. Both are little-endian. */
enum Architecture {
  X86_64(0xC000003E),
  AARCH64(0xC00000B7);

  private final int audit;

  Architecture(int audit) {
    this.audit = audit;
  }

  /**
   * What a filter sees it as: {@code AUDIT_ARCH_X86_64} and {@code AUDIT_ARCH_AARCH64} of
   * linux/audit.h.
   */
  int audit() {
    return audit;
  }

  /**
   * @param name what the JDK calls it, {@code os.arch}
   */
  static Optional<Architecture> of(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
