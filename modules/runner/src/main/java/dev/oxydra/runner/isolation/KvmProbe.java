package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether a machine really runs with KVM. A device that can be opened says little: where the host
 * is a machine itself, guests may hang or crash.
 */
final class KvmProbe {
  static final Path DEVICE = Path.of("/dev/kvm");

  /** With KVM a machine is up in a fraction of a second. */
  private static final int SECONDS = 8;

  private static final String UP = "oxydra-probe-ok";
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final String NOTE = "kvm-probe";
  private static final Map<Path, String> KNOWN = new ConcurrentHashMap<>();

  private KvmProbe() {}

  /** Why no machine runs with KVM, and what to do; empty when one does. */
  static Optional<String> problem(Path qemu, Path images) {
    if (!Files.exists(DEVICE)) {
      return Optional.of(
          "There is no /dev/kvm: the processor's virtualization is off, hidden or not there. Switch it on in the firmware, or set micro_vm.acceleration = auto.");
    }
    if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
      return Optional.of(
          "/dev/kvm can't be opened by this user. Add the user to the group kvm, or set micro_vm.acceleration = auto.");
    }
    String said = KNOWN.computeIfAbsent(images, folder -> remembered(qemu, folder));
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "/dev/kvm is there but a machine doesn't run with it: %s. Set micro_vm.acceleration = auto or tcg."
                .formatted(said));
  }

  /** The probe takes seconds where it fails, so its answer is kept until the host starts again. */
  private static String remembered(Path qemu, Path images) {
    Path note = images.resolve(NOTE);
    try {
      String boot = KernelSetting.read(BOOT) + " ";
      if (Files.exists(note)) {
        String kept = Files.readString(note);
        if (kept.startsWith(boot)) {
          return kept.substring(boot.length());
        }
      }
      String said = run(qemu, images);
      if (Files.isWritable(images)) {
        Files.writeString(note, boot + said);
      }
      return said;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Empty when the machine came up. */
  private static String run(Path qemu, Path images) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new QemuArguments(qemu, images, true).probe()).redirectErrorStream(true);
    builder.environment().clear();
    Path output = Files.createTempFile("kvm-probe", ".log");
    try {
      Process process = builder.redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      boolean ended = endsInTime(process);
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (said.contains(UP)) {
        return "";
      }
      return ended ? lastLine(said) : "it was not up within " + SECONDS + " s";
    } finally {
      Files.delete(output);
    }
  }

  private static boolean endsInTime(Process process) {
    boolean ended = false;
    try {
      ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return ended;
  }

  private static String lastLine(String said) {
    return said.lines().reduce((one, next) -> next).orElse("QEMU ended and said nothing").strip();
  }
}
