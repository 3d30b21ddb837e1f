package dev.oxydra.memory.recall;

import dev.oxydra.testing.RandomEvents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A process of its own that has an index open, and follows a journal until it is killed. */
final class IndexingProcess {
  private IndexingProcess() {}

  /** A journal whose events follow from a number alone: two processes have the same. */
  static final class Script {
    private final EditedJournal journal;
    private final RandomEvents events;
    private final RandomMemory memories;
    private int done;

    Script(long seed) {
      Instant then = Instant.parse("2026-01-01T00:00:00Z");
      journal = new EditedJournal(Clock.fixed(then, ZoneOffset.UTC), seed);
      events = new RandomEvents(seed, journal);
      memories = new RandomMemory(seed, journal);
    }

    EditedJournal journal() {
      return journal;
    }

    void stepTo(int step) {
      for (; done < step; done++) {
        events.step();
        memories.step();
      }
    }
  }

  /**
   * Starts it; it prints a line when the index is open, or why it isn't.
   *
   * @param from how many steps of the script are done when it opens the index
   * @param to how many it does then
   */
  static Process start(Path index, long seed, int from, int to) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IndexingProcess.class.getName(),
                index.toString(),
                Long.toString(seed),
                Integer.toString(from),
                Integer.toString(to)))
        .redirectInput(new File("/dev/null"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Does the steps, and builds the index over and over. */
  public static void main(String[] args) throws InterruptedException {
    Script script = new Script(Long.parseLong(args[1]));
    script.stepTo(Integer.parseInt(args[2]));
    int to = Integer.parseInt(args[3]);
    try (RecallIndex index =
        RecallIndex.open(
            Path.of(args[0]), script.journal(), new HashingEmbedder(), Remembered.PLAIN)) {
      System.out.println("open");
      for (int step = script.done; step < to; step++) {
        script.stepTo(step + 1);
        Thread.sleep(1);
      }
      while (index.awaitIdle(Remembered.LIMIT)) {
        index.rebuild();
      }
    } catch (RecallException e) {
      System.out.println(e.kind() + " " + e.getMessage());
    }
  }
}
