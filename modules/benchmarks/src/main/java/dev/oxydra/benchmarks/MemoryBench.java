package dev.oxydra.benchmarks;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.memory.recall.RecallIndex;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What memory costs with 100,000 passages: to index them, to search them, to keep them, and the
 * processes that do so.
 */
final class MemoryBench {
  private static final int SESSIONS = 2_000;
  private static final int MESSAGES = 50;
  private static final int PASSAGES = SESSIONS * MESSAGES;
  private static final int QUESTIONS = 2_000;
  private static final int THREADS = 10;
  private static final String JOURNAL = "journal.db";
  private static final String VECTORS = "vectors";
  private static final Duration LONG = Duration.ofMinutes(15);

  /** Longer than an index waits before it joins its segments. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private static final double SEARCH_TARGET = 1_500;
  private static final double WITH_MODEL_TARGET = 12_000;
  private static final double EMBEDDER_TARGET = 200;

  private final Path home;
  private final Path folder;
  private final Journal journal;
  private final List<String> questions = new ArrayList<>();

  private MemoryBench(Path home, Path folder, Journal journal) {
    this.home = home;
    this.folder = folder;
    this.journal = journal;
  }

  static void run(Path home) throws Exception {
    // Not in /tmp, which may be memory; a socket's path must be short.
    Path folder = Files.createTempDirectory(Path.of("."), "memory-bench");
    try {
      Path journal = folder.resolve(JOURNAL);
      try (SqliteJournal opened = SqliteJournal.open(journal)) {
        new MemoryBench(home, folder, opened).measure();
      }
      List<String> guest = Launchers.command(home.resolve("bin/guest"));
      MemoryProcess.print(guest, journal, folder.resolve(VECTORS));
    } finally {
      Folders.delete(folder);
    }
  }

  private void measure() throws Exception {
    fill();
    System.out.printf(
        "%d passages of 40 to 80 words, %d processors, Java %s%n",
        PASSAGES, Runtime.getRuntime().availableProcessors(), Runtime.version());
    indexWords();
    indexVectors();
    Nearest.print(folder.resolve(VECTORS), questions);
  }

  private void fill() {
    Chatter chatter = new Chatter();
    for (int i = 0; i < SESSIONS; i++) {
      chatter.nextTopic();
      SessionId session = new SessionId("session-" + i);
      List<NewEvent> events = new ArrayList<>();
      for (int j = 0; j < MESSAGES; j += 2) {
        events.add(event(session, "user", asked(chatter.message())));
        events.add(event(session, "assistant", answered(chatter.message())));
      }
      journal.append(events);
      questions.add(chatter.question());
    }
  }

  private static NewEvent event(SessionId session, String actor, EventPayload payload) {
    return new NewEvent(session, null, actor, payload);
  }

  private static EventPayload asked(String text) {
    return new EventPayload.UserMessage(Message.user(text));
  }

  private static EventPayload answered(String text) {
    return new EventPayload.AssistantMessage(Message.assistant(text), FinishReason.STOP);
  }

  private void indexWords() throws Exception {
    Path index = folder.resolve("words");
    try (RecallIndex recall = built("words alone", index, Embedder.NONE)) {
      search("words alone", recall, 1, 0);
      search("words alone", recall, THREADS, 0);
    }
    size("words alone", index);
  }

  private void indexVectors() throws Exception {
    Path index = folder.resolve(VECTORS);
    try (RecallIndex recall = built("with vectors", index, new WordVectors())) {
      search("hybrid", recall, 1, SEARCH_TARGET);
      search("hybrid", recall, THREADS, 0);
    }
    size("with vectors", index);
    try (EmbedderProcess process = EmbedderProcess.start(home, folder.resolve("embedder.sock"));
        ModelCosts model = new ModelCosts(new WordVectors(), process)) {
      try (RecallIndex recall = open(index, model)) {
        recall.awaitIdle(LONG);
        search("hybrid, with the question's embedding", recall, 1, WITH_MODEL_TARGET);
      }
      model.print();
      one("embedder's process, RSS MB", process.memory().rss(), EMBEDDER_TARGET);
      one("embedder's process, private MB", process.memory().privateMb(), 0);
    }
  }

  private RecallIndex open(Path index, Embedder embedder) {
    return RecallIndex.open(index, journal, embedder, MemoryConfig.Search.defaults());
  }

  /** The time includes that for reading the journal, but none for a model. */
  private RecallIndex built(String what, Path index, Embedder embedder) throws Exception {
    long begun = System.nanoTime();
    RecallIndex recall = open(index, embedder);
    boolean isDone = recall.awaitIdle(LONG);
    double seconds = (System.nanoTime() - begun) / 1e9;
    RecallIndex.Status status = recall.status();
    int done = embedder.equals(Embedder.NONE) ? status.passages() : status.vectors();
    one("index " + what + ", passages a second", done / seconds, 0);
    if (!isDone) {
      System.out.println("NOT all are indexed after " + LONG + ": " + status);
    }
    one("joining of segments after that, seconds", settle(), 0);
    return recall;
  }

  /** Waits until no segments are joined any more, and returns how long that took. */
  private static double settle() throws InterruptedException {
    long begun = System.nanoTime();
    long last = begun;
    while (System.nanoTime() - last < SETTLED.toNanos()) {
      if (Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().startsWith("Lucene Merge Thread"))) {
        last = System.nanoTime();
      }
      Thread.sleep(200);
    }
    return (last - begun) / 1e9;
  }

  /** All questions twice, of which the first time warms up. */
  private void search(String what, RecallIndex recall, int threads, double target)
      throws Exception {
    times(recall, threads);
    double[] micros = times(recall, threads);
    String name = "search, " + what + ", " + threads + (threads == 1 ? " thread" : " threads");
    one(name + ", p50 us", micros[micros.length / 2], target);
    one(name + ", p99 us", micros[micros.length * 99 / 100], 0);
  }

  /** All questions, by so many threads at once; sorted. */
  private double[] times(RecallIndex recall, int threads) throws Exception {
    List<Callable<double[]>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int part = i;
      parts.add(() -> times(recall, threads, part));
    }
    List<double[]> times = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<double[]> each : executor.invokeAll(parts)) {
        times.add(each.get());
      }
    }
    return times.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
  }

  private double[] times(RecallIndex recall, int threads, int part) throws InterruptedException {
    double[] micros = new double[QUESTIONS / threads];
    for (int i = 0; i < micros.length; i++) {
      Query question = Query.of(questions.get(i * threads + part), 10);
      long begun = System.nanoTime();
      if (recall.search(question).items().size() != 10) {
        throw new IllegalStateException("Less than 10 for " + question);
      }
      micros[i] = (System.nanoTime() - begun) / 1e3;
    }
    return micros;
  }

  private void size(String what, Path index) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(index)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    one("on disk " + what + ", bytes a passage", (double) bytes / PASSAGES, 0);
  }

  private static void one(String what, double value, double target) {
    System.out.printf(
        Locale.ROOT,
        "%-58s %10.1f %s%n",
        what,
        value,
        target == 0 ? "" : String.format(Locale.ROOT, "<= %.1f", target));
  }
}
