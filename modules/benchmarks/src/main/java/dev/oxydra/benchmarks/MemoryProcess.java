package dev.oxydra.benchmarks;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.memory.recall.RecallIndex;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryStore.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a process with the flags of a guest takes more when it first searches its memory. */
final class MemoryProcess {
  private static final double TARGET = 25;
  private static final int QUESTIONS = 100;

  private MemoryProcess() {}

  /**
   * Measures in a process of its own.
   *
   * @param guest the command that runs a guest
   * @param journal its journal
   * @param index its index, with vectors
   */
  static void print(List<String> guest, Path journal, Path index)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(GatewayProcess.flags(guest));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            MemoryProcess.class.getName(),
            journal.toString(),
            index.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("The process that searches its memory failed: " + said);
    }
    System.out.printf("%sto be %.0f or less%n", said, TARGET);
  }

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    Chatter chatter = new Chatter();
    chatter.nextTopic();
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add(chatter.question());
    }
    try (SqliteJournal journal = SqliteJournal.open(Path.of(arguments[0]))) {
      journal.readAll(0, QUESTIONS);
      Memory before = now();
      try (RecallIndex index =
          RecallIndex.open(
              Path.of(arguments[1]), journal, new WordVectors(), MemoryConfig.Search.defaults())) {
        index.awaitIdle(Duration.ofMinutes(1));
        index.search(Query.of(questions.getFirst(), 10));
        Memory once = now();
        for (String question : questions) {
          index.search(Query.of(question, 10));
        }
        print(before, once, now());
      }
    }
  }

  private static void print(Memory before, Memory once, Memory often) {
    System.out.printf(
        "process with a guest's flags: RSS %.1f MB, of which no file's %.1f MB%n",
        before.rss(), before.anonymousMb());
    print("  after the first search", before, once);
    print("  after " + QUESTIONS + " more", before, often);
  }

  private static void print(String what, Memory before, Memory after) {
    System.out.printf(
        "%s: RSS %+.1f MB, of which no file's %+.1f MB%n",
        what, after.rss() - before.rss(), after.anonymousMb() - before.anonymousMb());
  }

  private static Memory now() throws IOException {
    return Memory.of(ProcessHandle.current().pid());
  }
}
