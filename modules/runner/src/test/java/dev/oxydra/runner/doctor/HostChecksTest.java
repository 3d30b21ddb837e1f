package dev.oxydra.runner.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.doctor.Finding.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clock, ports, folders and space. */
class HostChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-26T05:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  @Test
  void aClockThatGoesWell() {
    ClockChecks clock = new ClockChecks(NOW, 0);
    assertEquals(Verdict.OK, clock.finding(NOW.plusSeconds(3), 3 * SECOND, null).verdict());
    Finding same = clock.finding(NOW.plusSeconds(3), 3 * SECOND, NOW.plusSeconds(4));
    assertEquals(Verdict.OK, same.verdict());
    assertTrue(same.detail().contains("as at the provider"));
  }

  @Test
  void aClockThatIsWrongOrSet() {
    ClockChecks clock = new ClockChecks(NOW, 0);
    assertWarns("by -60 s", clock.finding(NOW.minusSeconds(57), 3 * SECOND, null));
    assertWarns("120 s behind", clock.finding(NOW, 0, NOW.plusSeconds(120)));
    assertWarns("120 s ahead", clock.finding(NOW, 0, NOW.minusSeconds(120)));
    Instant epoch = Instant.EPOCH;
    assertWarns("the year 1970", new ClockChecks(epoch, 0).finding(epoch, 0, null));
  }

  @Test
  void portsFreeTakenAndOurs() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = taken.getLocalPort();
      assertWarns("can't be had", port("127.0.0.1", port, 0));
      assertEquals(Verdict.OK, port("127.0.0.1", port, port).verdict());
      assertEquals(Verdict.OK, port("127.0.0.1", 0, 0).verdict());
    }
    assertEquals(Verdict.OK, port("127.0.0.1", port, 0).verdict());
    assertEquals(Verdict.BROKEN, port("192.0.2.1", 0, 0).verdict(), "no address of this machine");
    assertEquals(Verdict.OK, PortChecks.findings("127.0.0.1", 0, 0).getFirst().verdict());
  }

  @Test
  void aFolderThatCanBeUsedIsLeftAsItWas() throws IOException {
    List<Finding> findings = new FolderTrial().findings(List.of(folder), folder);
    assertEquals(List.of(Verdict.OK), findings.stream().map(Finding::verdict).toList());
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    List<Finding> findings =
        new FolderTrial().findings(List.of(folder, folder.resolve("gone")), folder);
    assertEquals(1, findings.size(), findings::toString);
    assertEquals(Verdict.BROKEN, findings.getFirst().verdict());
    assertTrue(findings.getFirst().detail().contains("/gone can't be written to"));
  }

  @Test
  void aFolderThatIsTooDeepForSockets() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(110)));
    Finding finding = new FolderTrial().findings(List.of(deep), deep).getFirst();
    assertEquals(Verdict.BROKEN, finding.verdict());
    assertTrue(finding.detail().contains("No socket can be made"), finding::detail);
  }

  @Test
  void fileSystemsThatBreakJournalsAreNamed() throws IOException {
    Path mountinfo = folder.resolve("mountinfo");
    String real = folder.toRealPath().toString().replace(" ", "\\040");
    Files.writeString(
        mountinfo,
        """
        21 1 0:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
        22 21 0:2 / %s rw,noexec - nfs4 server:/x rw,vers=4.2
        23 21 0:3 / %s/local ro - ext4 /dev/vdb ro
        """
            .formatted(real, real));
    MountTable mounts = MountTable.read(mountinfo);
    Path local = Files.createDirectory(folder.toRealPath().resolve("local"));
    List<Finding> findings = new FolderTrial(mounts).findings(List.of(folder, local), local);
    assertEquals(1, findings.size(), findings::toString);
    assertWarns("is on nfs4", findings.getFirst());
    assertTrue(mounts.of(local).orElseThrow().options().contains("ro"));
    assertTrue(mounts.of(folder.toRealPath()).orElseThrow().options().contains("noexec"));
    assertEquals("ext4", mounts.of(Path.of("/elsewhere")).orElseThrow().type());
  }

  @Test
  void spaceIsJudgedByBytesAndByFiles() {
    long plenty = 1L << 40;
    assertEquals(Verdict.OK, space(plenty, OptionalLong.empty()));
    assertEquals(Verdict.OK, space(plenty, OptionalLong.of(1_000_000)));
    assertEquals(Verdict.WARNING, space(500L << 20, OptionalLong.empty()));
    assertEquals(Verdict.WARNING, space(plenty, OptionalLong.of(5000)));
    assertEquals(Verdict.BROKEN, space(50L << 20, OptionalLong.empty()));
    assertEquals(Verdict.BROKEN, space(plenty, OptionalLong.of(10)));
  }

  @Test
  void freeFilesAreReadFromDf() {
    String head = "Filesystem Inodes IUsed IFree IUse% Mounted on\n";
    assertEquals(OptionalLong.of(75), DiskSpace.available(head + "/dev/vda 100 25 75 25% /"));
    assertEquals(OptionalLong.empty(), DiskSpace.available(head + "/dev/vda 0 0 0 - /"));
    assertEquals(OptionalLong.empty(), DiskSpace.available(""));
  }

  private static Verdict space(long bytes, OptionalLong files) {
    return DiskSpace.judged(Path.of("/x"), bytes, files, "Make room.").verdict();
  }

  private static Finding port(String address, int port, int ours) {
    return PortChecks.findings(address, port, ours).getLast();
  }

  private static void assertWarns(String text, Finding finding) {
    assertEquals(Verdict.WARNING, finding.verdict(), finding::toString);
    assertTrue(finding.detail().contains(text), finding::detail);
  }
}
