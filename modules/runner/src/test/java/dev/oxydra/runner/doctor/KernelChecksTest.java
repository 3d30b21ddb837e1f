package dev.oxydra.runner.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.doctor.Finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelChecksTest {
  @TempDir Path root;

  @Test
  void aKernelWithEverything() throws IOException {
    file("proc/sys/user/max_user_namespaces", "63000\n");
    file("proc/sys/kernel/unprivileged_userns_clone", "1\n");
    file("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0\n");
    file("proc/sys/kernel/seccomp/actions_avail", "kill_process kill_thread trap errno log\n");
    file("proc/self/cgroup", "1:name=systemd:/x\n0::/user.slice/a\n");
    file("sys/fs/cgroup/user.slice/a/cgroup.controllers", "cpu io memory pids\n");
    file("dev/kvm", "");
    for (Finding finding : new KernelChecks(root).findings(true)) {
      assertEquals(Verdict.OK, finding.verdict(), finding::toString);
    }
    assertTrue(finding("cgroups", false).detail().contains("delegated:"));
  }

  @Test
  void aKernelWithNothing() throws IOException {
    file("proc/self/cgroup", "2:cpu:/\n0::/\n");
    assertEquals(Verdict.WARNING, finding("namespaces", false).verdict());
    assertEquals(Verdict.WARNING, finding("seccomp", false).verdict());
    assertTrue(finding("cgroups", false).detail().contains("there is no version 2"));
    assertEquals(Verdict.OK, finding("KVM", false).verdict());
    assertEquals(Verdict.WARNING, finding("KVM", true).verdict());
    assertTrue(finding("KVM", true).detail().contains("firmware"));
  }

  @Test
  void eachSwitchThatForbidsNamespacesIsNamed() throws IOException {
    file("proc/sys/user/max_user_namespaces", "0");
    assertNames("user.max_user_namespaces");
    file("proc/sys/user/max_user_namespaces", "9");
    assertNames("only 9 at once");
    file("proc/sys/user/max_user_namespaces", "63000");
    file("proc/sys/kernel/unprivileged_userns_clone", "0");
    assertNames("kernel.unprivileged_userns_clone");
    file("proc/sys/kernel/unprivileged_userns_clone", "1");
    file("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
    assertNames("kernel.apparmor_restrict_unprivileged_userns");
  }

  @Test
  void aGroupWithoutTheControllersIsNotDelegated() throws IOException {
    file("proc/self/cgroup", "0::/a\n");
    file("sys/fs/cgroup/a/cgroup.controllers", "memory pids\n");
    assertTrue(finding("cgroups", false).detail().contains("not delegated"));
  }

  private void assertNames(String name) {
    Finding finding = finding("namespaces", false);
    assertEquals(Verdict.WARNING, finding.verdict());
    assertTrue(finding.detail().contains(name), finding::detail);
  }

  private Finding finding(String what, boolean virtual) {
    return new KernelChecks(root)
        .findings(virtual).stream()
            .filter(finding -> finding.what().equals(what))
            .findFirst()
            .orElseThrow();
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
