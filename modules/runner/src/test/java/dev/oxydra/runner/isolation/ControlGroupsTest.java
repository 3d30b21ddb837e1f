package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that stand in for procfs and the hierarchy of control groups. */
class ControlGroupsTest {
  private static final ProgramName NAME = new ProgramName("0123456789ab", "alice", "guest");
  private static final ResourceLimits LIMITS = new ResourceLimits(512L << 20, 150, 64, 1L << 20);
  private static final String SELF = Long.toString(ProcessHandle.current().pid());

  @TempDir private Path folder;
  private Path proc;
  private Path unit;

  @BeforeEach
  void aServiceWithDelegation() throws IOException {
    proc = folder.resolve("proc");
    unit = Files.createDirectories(folder.resolve("cgroup/system.slice/oxydra.service"));
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(
        proc.resolve("self/cgroup"), "1:name=systemd:/x\n0::/system.slice/oxydra.service\n");
    Files.writeString(
        proc.resolve("self/mountinfo"),
        """
        22 1 8:1 / / rw - ext4 /dev/sda1 rw
        29 22 0:25 / %s rw,nosuid shared:4 - cgroup2 cgroup2 rw
        """
            .formatted(folder.resolve("cgroup")));
    write(unit, "cgroup.controllers", "cpuset cpu io memory pids");
    write(unit, "cgroup.subtree_control", "");
    write(unit, "cgroup.procs", SELF + "\n");
  }

  @Test
  void theDaemonMakesRoomForGroupsBesideItsOwn() throws Exception {
    ControlGroups groups = ControlGroups.delegated(proc).orElseThrow();
    assertEquals(unit, groups.base());
    assertEquals("+memory +cpu +pids", read(unit, "cgroup.subtree_control"));
    assertEquals(SELF, read(unit.resolve("daemon"), "cgroup.procs"));
  }

  @Test
  void aDaemonThatHasItsOwnGroupAlreadyUsesTheOneAbove() throws Exception {
    write(proc.resolve("self"), "cgroup", "0::/system.slice/oxydra.service/daemon\n");
    write(unit, "cgroup.procs", "");
    Files.createDirectories(unit.resolve("daemon"));
    assertEquals(unit, ControlGroups.delegated(proc).orElseThrow().base());
    assertEquals("+memory +cpu +pids", read(unit, "cgroup.subtree_control"));
  }

  @Test
  void aGroupThatOthersAreInIsNotTaken() throws Exception {
    write(unit, "cgroup.procs", SELF + "\n1\n");
    assertEquals(Optional.empty(), ControlGroups.delegated(proc));
    assertEquals("", read(unit, "cgroup.subtree_control"));
    assertFalse(Files.exists(unit.resolve("daemon")));
  }

  @Test
  void withoutOneOfTheControllersThereAreNone() throws Exception {
    write(unit, "cgroup.controllers", "cpu pids");
    assertEquals(Optional.empty(), ControlGroups.delegated(proc));
  }

  @Test
  void withoutTheSecondVersionThereAreNone() throws Exception {
    write(proc.resolve("self"), "cgroup", "4:memory:/x\n");
    assertEquals(Optional.empty(), ControlGroups.delegated(proc));
    Files.delete(proc.resolve("self/cgroup"));
    assertEquals(Optional.empty(), ControlGroups.delegated(proc));
  }

  @Test
  void aProgramsGroupHasItsLimitsAndTellsItsUse() throws Exception {
    ControlGroup group = ControlGroups.delegated(proc).orElseThrow().create(NAME, LIMITS);
    Path made = group.folder();
    assertTrue(made.getFileName().toString().startsWith("oxydra-0123456789ab-alice-guest-"));
    assertEquals("536870912", read(made, "memory.max"));
    assertEquals("1", read(made, "memory.oom.group"));
    assertEquals("150000 100000", read(made, "cpu.max"));
    assertEquals("64", read(made, "pids.max"));

    write(made, "memory.current", "1048576\n");
    write(made, "cpu.stat", "usage_usec 2500000\nuser_usec 1\n");
    write(made, "pids.current", "7\n");
    assertEquals(new ResourceUsage(1048576, Duration.ofMillis(2500), 7), group.usage());
  }

  @Test
  void theReasonStaysWhenTheGroupIsGone() throws Exception {
    ControlGroup group = ControlGroups.delegated(proc).orElseThrow().create(NAME, LIMITS);
    Path made = group.folder();
    write(made, "memory.events", "low 0\noom 1\noom_kill 0\n");
    assertEquals("", group.reason());
    write(made, "memory.events", "low 0\noom 1\noom_kill 2\n");
    assertEquals("It used more than its 512 MiB of memory.", group.reason());
    empty(made);
    group.close();
    assertFalse(Files.exists(made));
    assertEquals("It used more than its 512 MiB of memory.", group.reason());
  }

  @Test
  void emptyGroupsOfThisInstallationAreRemoved() throws Exception {
    ControlGroups groups = ControlGroups.delegated(proc).orElseThrow();
    Path left = Files.createDirectories(unit.resolve("oxydra-0123456789ab-bob-guest-1"));
    Path used = groups.create(NAME, LIMITS).folder();
    Path foreign = Files.createDirectories(unit.resolve("oxydra-ffffffffffff-bob-guest-1"));
    ControlHierarchy.removeEmpty(groups.base(), NAME.installation());
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(used) && Files.exists(foreign));
  }

  @Test
  void processesAreCountedByTheFirstVersionToo() throws Exception {
    Path counted = Files.createDirectories(folder.resolve("pids/user"));
    write(proc.resolve("self"), "cgroup", "8:misc,pids:/user\n0::/\n");
    Files.writeString(
        proc.resolve("self/mountinfo"),
        "30 22 0:26 / %s rw - cgroup cgroup rw,misc,pids\n".formatted(folder.resolve("pids")));
    PidsGroups groups = PidsGroups.writable(proc).orElseThrow();
    assertEquals(counted, groups.base());
    Path made = groups.create(NAME, LIMITS);
    assertEquals("64", read(made, "pids.max"));
    empty(made);
    ControlHierarchy.removeEmpty(counted, NAME.installation());
    assertFalse(Files.exists(made));
    write(proc.resolve("self"), "cgroup", "8:memory:/user\n");
    assertEquals(Optional.empty(), PidsGroups.writable(proc));
  }

  private static void empty(Path group) throws IOException {
    try (Stream<Path> files = Files.list(group)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static void write(Path group, String file, String text) throws IOException {
    Files.writeString(group.resolve(file), text);
  }

  private static String read(Path group, String file) throws IOException {
    return Files.readString(group.resolve(file));
  }
}
