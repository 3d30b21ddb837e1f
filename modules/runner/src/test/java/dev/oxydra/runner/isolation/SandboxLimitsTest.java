package dev.oxydra.runner.isolation;

import static dev.oxydra.runner.isolation.TierFixture.LIMITS;
import static dev.oxydra.runner.isolation.TierFixture.MEBI;
import static dev.oxydra.runner.isolation.TierFixture.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs that take more than they may, each beside one that must not notice. */
@RequiresTool("bwrap")
class SandboxLimitsTest {
  private static final Path PROC = Path.of("/proc");

  /** Writes a letter whenever a line comes, which needs a new process. */
  private static final String NEIGHBOUR = "while sleep 0.1; do printf x >>/shared/neighbour; done";

  @Test
  void aProgramThatEatsItsMemoryIsKilledAndTheReasonNamed() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched neighbour = fixture.shell(LIMITS, NEIGHBOUR);
      Launched hog =
          fixture.shell(new ResourceLimits(64 * MEBI, 200, 64, MEBI), "tail /dev/zero; sleep 60");
      End end = hog.waitFor();
      assertEquals("It used more than its 64 MiB of memory.", end.reason());
      assertEquals(137, end.code());
      awaitProgress(fixture, neighbour);
    }
  }

  /** Without a control group root's processes are not counted, so the watch has to end them. */
  @Test
  void aForkBombIsStopped() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched neighbour = fixture.shell(LIMITS, NEIGHBOUR);
      Launched bomb = fixture.shell(LIMITS, "b() { b | b & }; b; while :; do wait; sleep 1; done");
      if (TierFixture.isRoot()
          && PidsGroups.writable(PROC).isEmpty()
          && ControlGroups.delegated(PROC).isEmpty()) {
        assertEquals("It ran more than its 64 processes and threads.", bomb.waitFor().reason());
      } else {
        awaitProgress(fixture, neighbour);
        // While processes come and go, a look may count some that are never there together.
        assertTrue(
            !TierFixture.isRoot() || bomb.isAlive(), "Something else than the kernel ended it");
      }
      awaitProgress(fixture, neighbour);
      assertTrue(bomb.usage().processes() <= LIMITS.processes(), bomb.usage()::toString);
      bomb.stop(Duration.ZERO);
      assertFalse(bomb.isAlive());
    }
  }

  @Test
  void aFileOverTheLimitFailsInTheProgramOnly() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      fixture
          .shell(
              LIMITS,
              "trap '' XFSZ; head -c 17M /dev/zero >/shared/file; echo \"code $?\"; ls -n /shared/file")
          .waitFor();
      String said = fixture.log(0);
      assertTrue(said.contains("File too large"), said);
      assertTrue(said.contains("code 1"), said);
      assertEquals(LIMITS.fileBytes(), Files.size(fixture.shared.resolve("file")));
    }
  }

  @Test
  void memoryOfTheHostIsNotToBeHadThroughFiles() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      fixture
          .shell(
              LIMITS,
              """
              for i in 1 2 3 4 5 6 7 8; do head -c 15M /dev/zero >/dev/shm/$i; done
              du -s /dev/shm
              for f in / /dev /usr /proc /run; do touch $f/new 2>/dev/null && echo "$f is writable"; done
              """)
          .waitFor();
      String said = fixture.log(0);
      assertTrue(said.contains("No space left on device"), said);
      assertTrue(said.contains("65536\t/dev/shm"), said);
      assertFalse(said.contains("writable"), said);
    }
  }

  @Test
  void onlyTheMountsAndSharedMemoryCanBeWritten() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      List<String> writable =
          fixture
              .output("/bin/cat", "/proc/self/mounts")
              .lines()
              .map(line -> line.split(" ", 5))
              .filter(mount -> Set.of(mount[3].split(",", -1)).contains("rw"))
              .map(mount -> mount[1])
              .filter(
                  mount -> !mount.matches("/dev/(null|zero|full|random|urandom|tty|console|pts)"))
              .sorted()
              .toList();
      assertEquals(List.of("/dev/shm", TierFixture.SHARED), writable);
    }
  }

  @Test
  void everyProcessIsBounded() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      String limits = fixture.output("/bin/cat", "/proc/self/limits");
      assertTrue(limits.matches("(?s).*Max core file size +0 +0 .*"), limits);
      assertTrue(limits.matches("(?s).*Max file size +16777216 +16777216 .*"), limits);
      assertTrue(limits.matches("(?s).*Max data size +1342177280 +1342177280 .*"), limits);
      assertTrue(limits.matches("(?s).*Max processes +64 +64 .*"), limits);
      assertFalse(limits.matches("(?s).*Max open files +\\S+ +unlimited.*"), limits);
      assertEquals("500", fixture.output("/bin/cat", "/proc/self/oom_score_adj").strip());
    }
  }

  @Test
  void aPartOfAProcessorIsAWholeOne() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      fixture
          .launch(new ResourceLimits(256 * MEBI, 50, 64, MEBI), false, "/usr/bin/nproc")
          .waitFor();
      assertEquals("1", fixture.log(0).strip());
    }
  }

  @Test
  void useIsThatOfTheWholeSandbox() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched program =
          fixture.launch(
              LIMITS,
              true,
              "/bin/sh",
              "-c",
              "head -c 200M /dev/zero >/dev/null; { head -c 30M /dev/zero; sleep 60; } | tail -c 30M");
      Await.until(
          "four processes with 30 MiB",
          PATIENCE,
          () -> {
            ResourceUsage usage = program.usage();
            return usage.processes() >= 4
                && usage.memoryBytes() > 28 * MEBI
                && usage.memoryBytes() < 64 * MEBI
                && usage.cpu().isPositive();
          });
      program.stop(Duration.ZERO);
      assertEquals(ResourceUsage.NONE, program.usage());
    }
  }

  private static void awaitProgress(TierFixture fixture, Launched neighbour) {
    long before = written(fixture);
    Await.until("the neighbour goes on", PATIENCE, () -> written(fixture) > before + 2);
    assertTrue(neighbour.isAlive());
  }

  private static long written(TierFixture fixture) {
    return fixture.shared.resolve("neighbour").toFile().length();
  }
}
