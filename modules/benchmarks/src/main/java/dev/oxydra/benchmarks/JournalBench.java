package dev.oxydra.benchmarks;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Appends a second, each synced before it is acknowledged, beside SQLite alone with the same rows
 * in the same tables. Rounds alternate, so that what else the machine does hits all alike.
 */
final class JournalBench {
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 2;
  private static final long ROUND_NANOS = 2_000_000_000;
  private static final int SESSIONS = 50;
  private static final int ROW_BYTES = 400;
  private static final double TARGET = 0.8;

  private JournalBench() {}

  /** Needs nothing of the distribution. */
  static void run(Path home) throws Exception {
    measure();
  }

  /** Measures and prints. */
  static void measure() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("."), "journal-bench");
    try (Journal journal = SqliteJournal.open(folder.resolve("journal.db"));
        RawSqlite raw = RawSqlite.open(folder.resolve("raw.db"))) {
      List<Double> one = new ArrayList<>();
      List<Double> many = new ArrayList<>();
      List<Double> rawOne = new ArrayList<>();
      List<Double> rawMany = new ArrayList<>();
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        List<Double> rates =
            List.of(ours(journal, 1), raw(raw, 1), ours(journal, SESSIONS), raw(raw, SESSIONS));
        if (i >= 0) {
          one.add(rates.get(0));
          rawOne.add(rates.get(1));
          many.add(rates.get(2));
          rawMany.add(rates.get(3));
        }
      }
      System.out.printf(
          "%d processors, Java %s, %d rounds of 2 s after %d to warm up, rows of %d bytes,"
              + " synchronous=FULL, each sync %s%n",
          Runtime.getRuntime().availableProcessors(),
          Runtime.version(),
          ROUNDS,
          WARM_UP,
          ROW_BYTES,
          syncTime(folder));
      print("1 session, appends a second", one, rawOne);
      print(SESSIONS + " sessions, appends a second", many, rawMany);
      double ratio = median(many) / median(rawMany);
      System.out.printf(
          "with %d sessions %.2f of SQLite alone, to be %.1f or more: %s%n",
          SESSIONS, ratio, TARGET, ratio >= TARGET ? "yes" : "NO");
    } finally {
      Folders.delete(folder);
    }
  }

  /** Each session appends as soon as its last event is acknowledged. */
  private static double ours(Journal journal, int sessions) throws Exception {
    LongAdder appended = new LongAdder();
    long begin = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < sessions; i++) {
        NewEvent event = event(new SessionId("session-" + i));
        running.add(
            threads.submit(() -> {
              while (System.nanoTime() - begin < ROUND_NANOS) {
                journal.append(List.of(event));
                appended.increment();
              }
            }));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    for (Future<?> each : running) {
      each.get();
    }
    return appended.sum() / seconds;
  }

  private static NewEvent event(SessionId session) {
    return new NewEvent(
        session,
        new TurnId("0190a8b7-0000-7000-8000-000000000000"),
        "user",
        new EventPayload.UserMessage(Message.user("x".repeat(RawSqlite.TEXT))));
  }

  /** A transaction for as many rows as there are sessions. */
  private static double raw(RawSqlite raw, int rows) throws SQLException {
    long begin = System.nanoTime();
    long written = 0;
    while (System.nanoTime() - begin < ROUND_NANOS) {
      raw.insert(rows);
      written += rows;
    }
    return written / ((System.nanoTime() - begin) / 1e9);
  }

  private static String syncTime(Path folder) throws Exception {
    return String.format("%.0f µs", RawSqlite.syncMicros(folder.resolve("sync")));
  }

  private static void print(String what, List<Double> ours, List<Double> raw) {
    Comparison.row(what, figures(ours), figures(raw), false);
  }

  private static double[] figures(List<Double> rates) {
    return rates.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }
}
