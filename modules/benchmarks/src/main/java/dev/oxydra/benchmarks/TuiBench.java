package dev.oxydra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The terminal front end as a process on a pseudo-terminal, started by the distribution's launcher,
 * against a gateway in this process. The time of script, which copies what goes in and out, counts
 * as the program's.
 */
final class TuiBench {
  private static final int STARTS = 20;
  private static final List<Size> SIZES = List.of(new Size(80, 24), new Size(140, 40));

  /** The sign before the input, which the first frame has, and that of a connection. */
  private static final String PROMPT = "›";

  private static final String ONLINE = "●";

  private static final int MESSAGES = 5000;
  private static final int REPLAYED = 50_000;

  /** What the last message of a filled session says, and no other. */
  private static final String LAST = "ZQX";

  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(15);

  /** Tokens of an answer. */
  private static final int ANSWER = 1000;

  private static final int KEYS = 300;

  /** Neither answers nor control sequences have these, so that each is seen as it is echoed. */
  private static final String LETTERS = "QXZ";

  /** How many are in the input at once; no multiple of the letters, so that all cells change. */
  private static final int TYPED = 20;

  private static final String CUT_INPUT = "\u0015";
  private static final String LEAVE = "\u0004";

  private static final Path LOAD = Path.of("/proc/loadavg");

  private final Path home;
  private final Path folder;

  /** In columns and rows. */
  private record Size(int columns, int rows) {
    @Override
    public String toString() {
      return columns + "x" + rows;
    }
  }

  private TuiBench(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    try {
      System.out.printf(
          "%d processors, Java %s, pseudo-terminals of script%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version());
      System.out.printf(
          Locale.ROOT,
          "streaming: %d tokens/s into a session of %,d messages, after %d s of it%n",
          SpokenTurns.RATE,
          MESSAGES,
          WARM_UP.toSeconds());
      Table.header();
      TuiBench bench = new TuiBench(home, folder);
      for (Size size : SIZES) {
        bench.starts(size);
      }
      for (Size size : SIZES) {
        bench.streaming(size);
      }
      bench.replay(SIZES.getLast());
    } finally {
      Folders.delete(folder);
    }
  }

  private TuiGateway gateway() throws IOException {
    return new TuiGateway(Files.createTempDirectory(folder, "g"));
  }

  private void starts(Size size) throws Exception {
    double[] first = new double[STARTS];
    double[] cpu = new double[STARTS];
    double[] online = new double[STARTS];
    try (TuiGateway gateway = gateway()) {
      for (int i = -1; i < STARTS; i++) { // the first one brings the files into the page cache
        try (PtyProgram tui = gateway.tui(home, size.columns(), size.rows())) {
          double toPrompt = (tui.await(PROMPT) - tui.begunAt()) / 1e6;
          double used = cpuSeconds(tui) * 1000;
          double toOnline = (tui.await(ONLINE) - tui.begunAt()) / 1e6;
          tui.type(LEAVE);
          tui.awaitEnd();
          if (i >= 0) {
            first[i] = toPrompt;
            cpu[i] = used;
            online[i] = toOnline;
          }
        }
      }
    }
    Table.row(size + ", start to first frame", "ms", first, 250);
    Table.row(size + ", start to first frame, p95", "ms", one(share(first, 0.95)), 250);
    Table.row(size + ", start to first frame, processor", "ms", cpu, 0);
    Table.row(size + ", start to connected", "ms", online, 0);
    load();
  }

  private void streaming(Size size) throws Exception {
    try (TuiGateway gateway = gateway()) {
      gateway.fill(MESSAGES, LAST);
      try (PtyProgram tui = gateway.tui(home, size.columns(), size.rows());
          SmallClient client = gateway.connect()) {
        tui.await(LAST);
        client.hello(List.of(), null);
        AtomicBoolean enough = new AtomicBoolean();
        Thread turns = Thread.ofVirtual().start(() -> ask(client, enough));
        LockSupport.parkNanos(WARM_UP.toNanos());
        String what = size + ", streaming: ";
        measureStream(gateway, tui, what);
        double[] millis = keys(tui);
        Table.row(what + "key, p50", "ms", one(share(millis, 0.5)), 0);
        Table.row(what + "key, p99", "ms", one(share(millis, 0.99)), 30);
        load();
        enough.set(true);
        turns.join();
      }
    }
  }

  /** One answer after the other. */
  private static void ask(SmallClient client, AtomicBoolean enough) {
    try {
      for (int turn = 1; !enough.get(); turn++) {
        client.turn(Sessions.DEFAULT, "t" + turn, Integer.toString(ANSWER));
        client.await("\"turn_completed\"");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void measureStream(TuiGateway gateway, PtyProgram tui, String what) {
    long tokens = gateway.tokens();
    double cpu = cpuSeconds(tui);
    long bytes = tui.bytes();
    long begin = System.nanoTime();
    LockSupport.parkNanos(MEASURED.toNanos());
    double seconds = (System.nanoTime() - begin) / 1e9;
    double perToken = (double) (tui.bytes() - bytes) / (gateway.tokens() - tokens);
    Table.row(what + "written a token", "bytes", one(perToken), 0);
    Table.row(what + "processor", "%", one(100 * (cpuSeconds(tui) - cpu) / seconds), 15);
  }

  private static double cpuSeconds(PtyProgram tui) {
    return tui.process().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** The time from each key into the terminal to its echo out of it, with pauses as of a typist. */
  private static double[] keys(PtyProgram tui) throws IOException {
    Random pauses = new Random(1);
    double[] millis = new double[KEYS];
    for (int i = 0; i < KEYS; i++) {
      if (i % TYPED == 0) {
        tui.type(CUT_INPUT);
      }
      LockSupport.parkNanos(Duration.ofMillis(pauses.nextInt(50, 120)).toNanos());
      String letter = LETTERS.substring(i % LETTERS.length(), i % LETTERS.length() + 1);
      long typed = System.nanoTime();
      millis[i] = (tui.echoed(letter, letter) - typed) / 1e6;
    }
    return millis;
  }

  private void replay(Size size) throws Exception {
    Path java = Path.of(Launchers.command(home.resolve("bin/runner")).getFirst());
    try (TuiGateway gateway = gateway()) {
      gateway.fill(REPLAYED, LAST);
      try (PtyProgram tui = gateway.tui(home, size.columns(), size.rows())) {
        double seconds = (tui.await(LAST) - tui.begunAt()) / 1e9;
        long pid = tui.process().pid();
        double heap = JavaHeap.usedAfterCollection(java, pid);
        Memory memory = Memory.of(pid);
        String what = "%s, after %,d messages: ".formatted(size, REPLAYED);
        Table.row(what + "start to the last", "s", one(seconds), 0);
        Table.row(what + "heap", "MB", one(heap), 0);
        Table.row(what + "RSS", "MB", one(memory.rss()), 0);
        Table.row(what + "private", "MB", one(memory.privateMb()), 0);
        load();
      }
    }
  }

  private static double[] one(double value) {
    return new double[] {value};
  }

  /** What this share of the values are at most. */
  private static double share(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** So that figures of a machine that did something else can be told. */
  private static void load() throws IOException {
    String[] words = Files.readString(LOAD).split(" ", 2);
    System.out.printf(Locale.ROOT, "  load of the last minute: %s%n", words[0]);
  }
}
