package dev.oxydra.runner.config;

import java.util.Locale;

/** How guests are kept apart. */
public enum Tier {
  /** A process of its own in bubblewrap. */
  PROCESS,
  /** A container of an engine that speaks Docker's API. */
  CONTAINER,
  /** A virtual machine of QEMU with a kernel of its own. */
  MICRO_VM;

  /** The name in configuration and on the wire, such as {@code process}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
