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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Programs that another daemon takes over from the one that launched them. */
@RequiresTool("bwrap")
class AdoptionTest {
  private static final String POLITE =
      "trap 'echo bye; exit 3' TERM; echo ready >/shared/ready; while :; do sleep 0.05; done";

  @Test
  void anAdoptedProgramIsAskedToEnd() throws Exception {
    for (boolean init : new boolean[] {true, false}) {
      try (TierFixture fixture = TierFixture.sandboxed()) {
        Launched launched = fixture.launch(LIMITS, init, "/bin/sh", "-c", POLITE);
        awaitReady(fixture);
        Launched adopted = adopt(fixture, launched.trace(), LIMITS);
        assertEquals(launched.pid(), adopted.pid());
        assertEquals(launched.trace(), adopted.trace());
        assertTrue(adopted.isAlive());
        assertTrue(adopted.usage().processes() >= 2, adopted.usage()::toString);
        adopted.stop(PATIENCE);
        assertFalse(adopted.isAlive());
        assertEquals(End.of(3), adopted.waitFor());
        assertEquals("bye", fixture.log(0).strip());
      }
    }
  }

  @Test
  void anAdoptedProgramThatDoesNotListenIsKilled() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched launched =
          fixture.shell(
              LIMITS, "trap '' TERM; echo ready >/shared/ready; while :; do sleep 1; done");
      awaitReady(fixture);
      Launched adopted = adopt(fixture, launched.trace(), LIMITS);
      adopted.stop(Duration.ofMillis(100));
      assertFalse(adopted.isAlive());
      assertEquals(137, adopted.waitFor().code());
      launched.waitFor();
    }
  }

  @Test
  void anAdoptedProgramIsHeldToItsLimits() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched launched =
          fixture.shell(
              LIMITS,
              // It keeps what it takes, and is nowhere near what a process can't have at all.
              """
              echo ready >/shared/ready; until [ -e /shared/go ]; do sleep 0.05; done
              x=$(head -c 200000000 /dev/zero | tr '\\0' x); sleep 60
              """);
      awaitReady(fixture);
      Launched adopted =
          adopt(fixture, launched.trace(), new ResourceLimits(64 * MEBI, 200, 64, MEBI));
      Files.createFile(fixture.shared.resolve("go"));
      End end = adopted.waitFor();
      assertEquals("It used more than its 64 MiB of memory.", end.reason());
    }
  }

  /** The one who stops it then has no tier to do it, so its control groups go with it. */
  @Test
  void aProgramThatNobodyTakesOverLeavesNoGroup() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched launched = fixture.shell(LIMITS, "sleep 60");
      List<Path> groups = launched.trace().groups();
      launched.trace().stop(Duration.ZERO);
      assertFalse(launched.isAlive());
      for (Path group : groups) {
        assertFalse(Files.exists(group), group::toString);
      }
    }
  }

  /** As if the process that bubblewrap leaves outside had been killed with the daemon. */
  @Test
  void theOuterProcessIsNotNeeded() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched launched = fixture.shell(LIMITS, POLITE);
      awaitReady(fixture);
      ProcessHandle.of(launched.pid())
          .flatMap(ProcessHandle::parent)
          .orElseThrow()
          .destroyForcibly();
      Await.until("outer process gone", PATIENCE, () -> !launched.isAlive());
      Launched adopted = adopt(fixture, launched.trace(), LIMITS);
      assertTrue(adopted.isAlive());
      adopted.stop(PATIENCE);
      assertEquals(End.UNKNOWN, adopted.waitFor().code());
      assertEquals("bye", fixture.log(0).strip());
    }
  }

  @Test
  void whatHasEndedOrIsAnotherProcessIsNotAdopted() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Launched launched = fixture.shell(LIMITS, POLITE);
      awaitReady(fixture);
      Trace trace = launched.trace();
      Trace reused = new Trace(trace.tier(), trace.pid(), "another/1", trace.name());
      assertEquals(Optional.empty(), fixture.another().adopt(reused, LIMITS));
      Trace foreign = new Trace("container", trace.pid(), trace.start(), trace.name());
      assertEquals(Optional.empty(), fixture.another().adopt(foreign, LIMITS));
      launched.stop(PATIENCE);
      assertEquals(Optional.empty(), fixture.another().adopt(trace, LIMITS));
    }
  }

  @Test
  void withoutASandboxTheyAreAdoptedTooAndNoChildIsLeft() throws Exception {
    try (TierFixture fixture = TierFixture.unsandboxed()) {
      Launched launched =
          fixture.shell(
              LIMITS,
              "trap '' TERM; sleep 600 & echo $! >%s; while :; do wait; sleep 1; done"
                  .formatted(fixture.shared.resolve("ready")));
      awaitReady(fixture);
      assertEquals("none", launched.trace().tier());
      Launched adopted = adopt(fixture, launched.trace(), LIMITS);
      Await.until("two processes", PATIENCE, () -> adopted.usage().processes() == 2);
      assertTrue(adopted.usage().memoryBytes() > 100_000);
      long child = Long.parseLong(Files.readString(fixture.shared.resolve("ready")).strip());
      adopted.stop(Duration.ofMillis(100));
      assertFalse(adopted.isAlive());
      assertTrue(ProcessHandle.of(child).map(ProcessEnd::isOver).orElse(true));
      assertEquals(End.UNKNOWN, adopted.waitFor().code());
      assertEquals(137, launched.waitFor().code());
    }
  }

  @Test
  void withoutASandboxFilesAndMemoryAreBoundedToo() throws Exception {
    try (TierFixture fixture = TierFixture.unsandboxed()) {
      Launched hog =
          fixture.shell(
              new ResourceLimits(64 * MEBI, 200, 64, MEBI),
              "grep 'file size' /proc/self/limits; tail /dev/zero; sleep 60");
      assertEquals("It used more than its 64 MiB of memory.", hog.waitFor().reason());
      assertTrue(
          fixture.log(0).matches("(?s).*Max file size +1048576 +1048576 .*"), fixture.log(0));
      assertTrue(
          fixture.tier().degradedReasons().stream()
              .anyMatch(reason -> reason.code().equals("insecure")));
    }
  }

  private static Launched adopt(TierFixture fixture, Trace trace, ResourceLimits limits) {
    return fixture.another().adopt(trace, limits).orElseThrow();
  }

  private static void awaitReady(TierFixture fixture) {
    Await.until(
        "ready",
        PATIENCE,
        () ->
            Files.exists(fixture.shared.resolve("ready"))
                && Files.size(fixture.shared.resolve("ready")) > 0);
  }
}
