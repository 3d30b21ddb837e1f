package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.memory.recall.IndexingProcess.Script;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An index whose process is killed, or still runs. */
@Tag("system")
@Timeout(300)
final class KilledIndexTest {
  private static final int KILLS = 100;

  /** Several at a time, each with an index of its own. */
  private static final int AT_ONCE = 4;

  /** How much is said between two kills. */
  private static final int STEPS = 8;

  private static final int LONGEST_NANOS = 200_000_000;

  @TempDir Path folder;

  @Test
  void isWhatARebuildGivesHoweverOftenItsProcessIsKilled() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("Kills: seed " + seed);
    try (ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> running = new ArrayList<>();
      for (int lane = 0; lane < AT_ONCE; lane++) {
        long own = seed + lane;
        running.add(lanes.submit(() -> killAgainAndAgain(own)));
      }
      for (Future<?> lane : running) {
        lane.get();
      }
    }
  }

  private Void killAgainAndAgain(long seed) throws Exception {
    Random random = new Random(seed);
    Path killed = folder.resolve("killed" + seed);
    Script script = new Script(seed);
    try (RecallIndex whole = open(folder.resolve("whole" + seed), script)) {
      for (int kill = 0; kill < KILLS / AT_ONCE; kill++) {
        kill(killed, seed, kill * STEPS, random.nextInt(LONGEST_NANOS));
        script.stepTo((kill + 1) * STEPS);
        try (RecallIndex index = open(killed, script)) {
          assertEquals(dump(whole, script), dump(index, script), "seed " + seed + ", " + kill);
        }
      }
      whole.rebuild();
      List<String> rebuilt = dump(whole, script);
      try (RecallIndex index = open(killed, script)) {
        assertEquals(rebuilt, dump(index, script), "seed " + seed);
      }
    }
    return null;
  }

  private void kill(Path index, long seed, int step, long nanos) throws Exception {
    Process process = IndexingProcess.start(index, seed, step, step + STEPS);
    try (BufferedReader out = process.inputReader()) {
      assertEquals("open", out.readLine());
      LockSupport.parkNanos(nanos);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static RecallIndex open(Path index, Script script) {
    return RecallIndex.open(index, script.journal(), new HashingEmbedder(), Remembered.PLAIN);
  }

  private static List<String> dump(RecallIndex index, Script script) throws InterruptedException {
    return new Remembered(Path.of("."), script.journal(), index).dump();
  }

  @Test
  void anotherProcessIsToldWhoHasIt() throws Exception {
    Path index = folder.resolve("index");
    Script script = new Script(1);
    Process process = IndexingProcess.start(index, 1, 0, 1);
    try (BufferedReader out = process.inputReader()) {
      assertEquals("open", out.readLine());
      RecallException e = assertThrows(RecallException.class, () -> open(index, script));
      assertEquals(RecallException.Kind.LOCKED, e.kind());
      assertTrue(
          String.valueOf(e.getMessage()).contains("process " + process.pid()), e.getMessage());
    } finally {
      process.destroyForcibly().waitFor();
    }
    open(index, script).close();
  }
}
