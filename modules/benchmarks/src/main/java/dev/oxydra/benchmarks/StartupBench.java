package dev.oxydra.benchmarks;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How long it takes until something answers, and what a guest costs that does nothing. */
final class StartupBench {
  private static final int RUNS = 10;
  private static final Duration IDLE = Duration.ofSeconds(20);

  private StartupBench() {}

  /** Measures the distribution in {@code home}. */
  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    try {
      machine();
      List<String> guest = Launchers.command(home.resolve("bin/guest"));
      double[] hello = guestStarts(guest, folder);
      RunnerProcess runner = new RunnerProcess(home, folder, GuestProcess.USER);
      try {
        double[] start = {runner.millis("start")};
        double[] status = repeated(() -> runner.millis("status"));
        Memory alone = idleGuest(runner);
        new RunnerProcess(home, folder, new UserId("second")).millis("start");
        Memory beside = idleGuest(runner);
        double[] ask = repeated(() -> runner.millis("ask", "--model", "demo/demo", "count to 3"));
        double[] restart = repeated(() -> runner.millis("restart"));
        Table.header();
        Table.row("runner status", "ms", status, 150);
        Table.row("runner ask, of a guest that runs", "ms", ask, 150);
        Table.row("guest process start to first hello_ack", "ms", hello, 350);
        Table.row("idle guest after " + IDLE.toSeconds() + " s, RSS", "MB", one(alone.rss()), 80);
        // Alone it is the only one that maps the pages of its AOT cache, so they count as private.
        Table.row("idle guest, private, the only guest", "MB", one(alone.privateMb()), 45);
        Table.row("idle guest, private, beside a second one", "MB", one(beside.privateMb()), 45);
        Table.row("runner start: daemon, sandbox and guest, to ready", "ms", start, 0);
        Table.row("runner restart: old guest gone, new one ready", "ms", restart, 0);
      } finally {
        runner.millis("stop", "--all");
      }
      System.out.println("guest: " + flags(guest));
      System.out.println("runner: " + flags(Launchers.command(home.resolve("bin/runner"))));
    } finally {
      Folders.delete(folder);
    }
  }

  private static void machine() throws IOException {
    System.out.printf(
        "%d processors, Java %s, %s runs%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version(), RUNS);
  }

  private static double[] one(double value) {
    return new double[] {value};
  }

  /** A measurement in milliseconds. */
  @FunctionalInterface
  interface Measured {
    double millis() throws Exception;
  }

  private static double[] repeated(Measured measured) throws Exception {
    double[] values = new double[RUNS];
    measured.millis(); // not counted: it brings the files into the page cache
    for (int i = 0; i < RUNS; i++) {
      values[i] = measured.millis();
    }
    return values;
  }

  private static double[] guestStarts(List<String> command, Path folder) throws Exception {
    return repeated(() -> guestStart(command, Files.createTempDirectory(folder, "g")));
  }

  private static double guestStart(List<String> command, Path workspace) throws Exception {
    long begin = System.nanoTime();
    try (GuestProcess guest = GuestProcess.start(command, Map.of(), workspace, "demo");
        SmallClient client = guest.connect()) {
      client.hello(false);
      return (System.nanoTime() - begin) / 1e6;
    }
  }

  private static Memory idleGuest(RunnerProcess runner) throws Exception {
    long pid = runner.guestPid();
    Thread.sleep(IDLE);
    return Memory.of(pid);
  }

  private static String flags(List<String> command) {
    return String.join(" ", command.stream().filter(word -> word.startsWith("-X")).toList());
  }
}
