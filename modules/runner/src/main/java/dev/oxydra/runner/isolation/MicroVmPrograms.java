package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Programs of the host that machines need.
 *
 * @param bubblewrap makes the sandbox around QEMU
 * @param qemu the machine
 * @param socat carries sockets into it
 */
record MicroVmPrograms(Path bubblewrap, Path qemu, Path socat) {
  private static final String ARCHITECTURE = "amd64";

  /** Debian's packages, by program. */
  private static final Map<String, String> PACKAGES =
      new TreeMap<>(
          Map.of("bwrap", "bubblewrap", "qemu-system-x86_64", "qemu-system-x86", "socat", "socat"));

  /** What is missing, and what to do; empty when all are there and a sandbox can be made. */
  static Optional<String> problem(String searchPath) {
    if (!System.getProperty("os.arch", "").equals(ARCHITECTURE)) {
      return Optional.of(
          "The tier micro_vm needs a processor of type x86_64. Choose another tier.");
    }
    for (Map.Entry<String, String> program : PACKAGES.entrySet()) {
      Optional<Path> found = Programs.find(program.getKey(), searchPath);
      if (found.isEmpty()) {
        return Optional.of(
            "%s is not installed, which the tier micro_vm needs. Install it: apt install %s."
                .formatted(program.getKey(), program.getValue()));
      }
      if (Exposure.SYSTEM.stream().noneMatch(found.get()::startsWith)) {
        return Optional.of(
            "%s lies outside of /usr, where the sandbox of the tier micro_vm doesn't see it. Install it: apt install %s."
                .formatted(found.get(), program.getValue()));
      }
    }
    return BubblewrapTier.problem(find(searchPath).bubblewrap());
  }

  /** Those of a host without a {@link #problem}. */
  static MicroVmPrograms find(String searchPath) {
    return new MicroVmPrograms(
        Programs.find("bwrap", searchPath).orElseThrow(),
        Programs.find("qemu-system-x86_64", searchPath).orElseThrow(),
        Programs.find("socat", searchPath).orElseThrow());
  }
}
