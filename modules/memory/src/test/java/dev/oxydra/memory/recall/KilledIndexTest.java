package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.memory.recall.IndexingProcess.Script;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An index whose process is killed, or still runs. */
@Tag("system")
@Timeout(300)
final class KilledIndexTest {
  /** How many indexes a process has open that is killed: most of the time is its start. */
  private static final int INDEXES = 5;

  /** Together a hundred indexes that are killed. */
  private static final int KILLS = 100 / INDEXES;

  /** How much is said between two kills. */
  private static final int STEPS = 2;

  private static final int LONGEST_NANOS = 150_000_000;

  @TempDir Path folder;

  @Test
  void isWhatARebuildGivesHoweverOftenItsProcessIsKilled() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("Kills: seed " + seed);
    Random random = new Random(seed);
    Map<Long, Script> scripts = new LinkedHashMap<>();
    LongStream.range(seed, seed + INDEXES).forEach(each -> scripts.put(each, new Script(each)));
    for (int kill = 1; kill <= KILLS; kill++) {
      kill(List.copyOf(scripts.keySet()), kill, random.nextInt(LONGEST_NANOS));
      for (Map.Entry<Long, Script> script : scripts.entrySet()) {
        script.getValue().stepTo(kill * STEPS);
        check(script.getValue(), script.getKey(), "seed " + seed + ", kill " + kill);
      }
    }
  }

  private void kill(List<Long> scripts, int kill, long nanos) throws Exception {
    Process process = IndexingProcess.start(folder, scripts, (kill - 1) * STEPS, kill * STEPS);
    try (BufferedReader out = process.inputReader()) {
      assertEquals("open", out.readLine());
      LockSupport.parkNanos(nanos);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void check(Script script, long seed, String what) throws Exception {
    Path anew = folder.resolve(what + " " + seed);
    try (RecallIndex index = script.open(IndexingProcess.index(folder, seed));
        RecallIndex built = script.open(anew)) {
      assertEquals(dump(built), dump(index), what + ", " + seed);
    }
  }

  private static String dump(RecallIndex index) throws InterruptedException {
    assertTrue(index.awaitIdle(Remembered.LIMIT), () -> "Not idle: " + index.status());
    return String.join("\n", index.dump());
  }

  @Test
  void anotherProcessIsToldWhoHasIt() throws Exception {
    Script script = new Script(1);
    Path index = IndexingProcess.index(folder, 1);
    Process process = IndexingProcess.start(folder, List.of(1L), 0, 1);
    try (BufferedReader out = process.inputReader()) {
      assertEquals("open", out.readLine());
      RecallException e = assertThrows(RecallException.class, () -> script.open(index));
      assertEquals(RecallException.Kind.LOCKED, e.kind());
      assertTrue(
          String.valueOf(e.getMessage()).contains("process " + process.pid()), e.getMessage());
    } finally {
      process.destroyForcibly().waitFor();
    }
    script.open(index).close();
  }
}
