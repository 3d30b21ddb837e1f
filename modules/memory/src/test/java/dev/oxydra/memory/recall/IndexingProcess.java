package dev.oxydra.memory.recall;

import dev.oxydra.testing.RandomEvents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that has indexes open, which follow journals until it is killed. */
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

    RecallIndex open(Path index) {
      return RecallIndex.open(index, journal, new HashingEmbedder(), Remembered.PLAIN);
    }

    void stepTo(int step) {
      for (; done < step; done++) {
        events.step();
        memories.step();
      }
    }
  }

  /**
   * Starts it; it prints a line when all indexes are open, or why one isn't.
   *
   * @param folder where there is, or will be, one for each script
   * @param from how many steps of the scripts are done when it opens the indexes
   * @param to how many it does then
   */
  static Process start(Path folder, List<Long> scripts, int from, int to) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            IndexingProcess.class.getName(),
            folder.toString(),
            Integer.toString(from),
            Integer.toString(to)));
    scripts.forEach(seed -> command.add(Long.toString(seed)));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Where the index of a script is. */
  static Path index(Path folder, long seed) {
    return folder.resolve("killed" + seed);
  }

  /** Does the steps, and then builds the indexes over and over. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    int to = Integer.parseInt(args[2]);
    try {
      for (String seed : List.of(args).subList(3, args.length)) {
        Script script = new Script(Long.parseLong(seed));
        script.stepTo(Integer.parseInt(args[1]));
        RecallIndex index = script.open(index(folder, Long.parseLong(seed)));
        Thread.ofPlatform().start(() -> run(script, index, to));
      }
      System.out.println("open");
    } catch (RecallException e) {
      System.out.println(e.kind() + " " + e.getMessage());
    }
  }

  private static void run(Script script, RecallIndex index, int to) {
    try {
      for (int step = script.done; step < to; step++) {
        script.stepTo(step + 1);
        Thread.sleep(1);
      }
      while (index.awaitIdle(Remembered.LIMIT)) {
        index.rebuild();
      }
    } catch (InterruptedException e) {
      index.close();
    }
  }
}
