package dev.oxydra.runner.doctor;

import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.isolation.KernelSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the kernel offers to tiers. Whether a sandbox can be made is tried by the tier itself; this
 * says why it can't.
 *
 * @param root {@code /}, or a copy of {@code /proc}, {@code /sys} and {@code /dev} below it
 */
public record KernelChecks(Path root) {
  private static final String NAMESPACES = "namespaces";
  private static final String SECCOMP = "seccomp";
  private static final String CGROUPS = "cgroups";
  private static final String KVM = "KVM";
  private static final int FEW_NAMESPACES = 50;
  private static final Set<String> NEEDED = Set.of("cpu", "memory", "pids");

  /** Of this machine. */
  public static KernelChecks ofThisMachine() {
    return new KernelChecks(Path.of("/"));
  }

  /**
   * What the kernel offers to sandboxes.
   *
   * @param virtual whether the user's tier is a virtual machine, for which KVM matters
   */
  public List<Finding> findings(boolean virtual) {
    return List.of(version(), namespaces(), seccomp(), cgroups(), kvm(virtual));
  }

  private Finding version() {
    return ok("kernel", System.getProperty("os.name") + " " + read("proc/sys/kernel/osrelease"));
  }

  /** See user_namespaces(7); the other two switches are Debian's and Ubuntu's. */
  private Finding namespaces() {
    List<String> closed = new ArrayList<>();
    String most = read("proc/sys/user/max_user_namespaces");
    if (most.equals("0")) {
      closed.add("sysctl user.max_user_namespaces is 0; set it to 10000 or so");
    }
    if (read("proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
      closed.add("sysctl kernel.unprivileged_userns_clone is 0; set it to 1");
    }
    if (read("proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
      closed.add(
          "AppArmor restricts them; give bwrap a profile, or set sysctl kernel.apparmor_restrict_unprivileged_userns to 0");
    }
    if (most.isEmpty()) {
      return warning(NAMESPACES, "The kernel has no user namespaces: bubblewrap can't work.");
    }
    if (most.matches("\\d{1,9}") && Integer.parseInt(most) < FEW_NAMESPACES && !most.equals("0")) {
      closed.add(
          "only %s at once, and an agent takes some; set sysctl user.max_user_namespaces to 10000 or so"
              .formatted(most));
    }
    return closed.isEmpty()
        ? ok(NAMESPACES, "user namespaces are allowed, up to " + most)
        : warning(NAMESPACES, "User namespaces: " + String.join("; ", closed) + ".");
  }

  private Finding seccomp() {
    String actions = read("proc/sys/kernel/seccomp/actions_avail");
    return Stream.of("errno", "kill_process").allMatch(List.of(actions.split(" "))::contains)
        ? ok(SECCOMP, "system calls can be filtered")
        : warning(
            SECCOMP,
            "The kernel can't filter system calls (CONFIG_SECCOMP_FILTER): sandboxes are weaker. Use another kernel.");
  }

  /** Limits are the kernel's own only where a group of ours has the controllers. */
  private Finding cgroups() {
    Path own = ownGroup();
    List<String> controllers = List.of(read(own.resolve("cgroup.controllers")).split(" "));
    if (controllers.containsAll(NEEDED) && Files.isWritable(root.resolve(own))) {
      return ok(CGROUPS, "version 2, delegated: the kernel keeps the limits of the tier process");
    }
    String why =
        Files.exists(root.resolve(own).resolve("cgroup.controllers"))
            ? "version 2 is not delegated to you"
            : "there is no version 2";
    return ok(
        CGROUPS,
        why
            + ", so that the tier process limits each process, and watches their sum. For the kernel's own limits: a systemd unit with Delegate=yes.");
  }

  /** The group of this process in version 2's tree, relative to the root. */
  private Path ownGroup() {
    String group =
        read("proc/self/cgroup")
            .lines()
            .filter(line -> line.startsWith("0::/"))
            .map(line -> line.substring(4))
            .findFirst()
            .orElse("");
    return Path.of("sys/fs/cgroup").resolve(group);
  }

  private Finding kvm(boolean virtual) {
    Path device = root.resolve("dev/kvm");
    if (Files.isReadable(device) && Files.isWritable(device)) {
      return ok(KVM, "/dev/kvm is there and yours to use");
    }
    String detail =
        Files.exists(device)
            ? "/dev/kvm is not yours to use: usermod -aG kvm " + System.getProperty("user.name")
            : "there is no /dev/kvm: switch virtualization on in the firmware, or in the machine that this one runs in";
    return virtual
        ? warning(KVM, detail + ". Without it virtual machines are slow.")
        : ok(KVM, "not set up, needed only for a fast tier micro_vm: " + detail);
  }

  private String read(String path) {
    return read(Path.of(path));
  }

  private String read(Path path) {
    try {
      return KernelSetting.read(root.resolve(path));
    } catch (IOException notThere) {
      return "";
    }
  }
}
