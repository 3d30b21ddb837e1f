package dev.oxydra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What each isolation tier costs: start, memory, turns, and ten users at once. Tiers that aren't
 * set up on this machine are said and left out. {@code OXYDRA_BENCH_TIERS} names those to measure,
 * {@code OXYDRA_BENCH_CONF} is a file whose lines are added to each runner.conf, such as one that
 * names the engine's socket.
 */
final class TiersBench {
  private static final List<String> TIERS =
      List.of(
          System.getenv()
              .getOrDefault("OXYDRA_BENCH_TIERS", "process,container,micro_vm")
              .split(","));
  private static final UserId USER = GuestProcess.USER;
  private static final int RESTARTS = 5;
  private static final int TURNS = 30;
  private static final int USERS = 10;
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Path home;
  private final Path folder;

  private TiersBench(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Measures the distribution in {@code home}. */
  static void run(Path home) throws Exception {
    Table.header();
    for (String tier : TIERS) {
      Path folder = Files.createTempDirectory("oxt");
      try {
        new TiersBench(home, folder).tier(tier);
      } catch (IOException e) {
        System.out.printf("%s: not measured: %s%n", tier, e.getMessage());
      } finally {
        Folders.delete(folder);
      }
    }
  }

  private void tier(String tier) throws Exception {
    Path config = Files.createDirectories(folder.resolve(".oxydra"));
    String more = System.getenv("OXYDRA_BENCH_CONF");
    Files.writeString(
        config.resolve("runner.conf"),
        "tier = %s\nworkspace_root = \"%s\"\nguest.startup_timeout = 10m\n%s"
            .formatted(
                tier, folder.resolve("w"), more == null ? "" : Files.readString(Path.of(more))));
    RunnerProcess runner = new RunnerProcess(home, folder, USER);
    double first = runner.millis("start");
    try {
      Table.row(tier + ": runner start, nothing runs, to ready", "ms", one(first), 0);
      Table.row(tier + ": runner restart to ready", "ms", restarts(runner), 0);
      turns(tier);
      Thread.sleep(IDLE);
      memory(tier, "idle memory of a guest with its sidecar", runner);
      many(tier, runner);
    } finally {
      runner.millis("stop", "--all");
    }
  }

  private static double[] one(double value) {
    return new double[] {value};
  }

  private static double[] restarts(RunnerProcess runner) throws Exception {
    double[] values = new double[RESTARTS];
    for (int i = 0; i < RESTARTS; i++) {
      values[i] = runner.millis("restart");
    }
    return values;
  }

  private void turns(String tier) throws IOException {
    Path ipc = folder.resolve("w").resolve(USER.value()).resolve("ipc");
    String token = Files.readString(ipc.resolve("gateway-token")).strip();
    try (SmallClient client = SmallClient.connect(ipc.resolve("gateway.sock"), token)) {
      SessionId session = client.helloInNewSession(List.of());
      Table.row(tier + ": turn of the demo model", "ms", turns(client, session, "hello"), 0);
      Table.row(tier + ": the same with a command", "ms", turns(client, session, "run true"), 0);
    }
  }

  private static double[] turns(SmallClient client, SessionId session, String prompt)
      throws IOException {
    double[] values = new double[TURNS];
    for (int i = -3; i < TURNS; i++) { // three to warm up
      long begin = System.nanoTime();
      client.turn(session, prompt.hashCode() + "-" + i, prompt);
      client.await("\"turn_completed\"");
      if (i >= 0) {
        values[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    return values;
  }

  /** All users are started at the same time. */
  private void many(String tier, RunnerProcess runner) throws Exception {
    List<Callable<Double>> starts = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      RunnerProcess one = new RunnerProcess(home, folder, new UserId("user" + i));
      starts.add(() -> one.millis("start"));
    }
    long begin = System.nanoTime();
    double[] each = new double[USERS];
    try (ExecutorService threads = Executors.newFixedThreadPool(USERS)) {
      List<Future<Double>> ready = threads.invokeAll(starts);
      for (int i = 0; i < USERS; i++) {
        each[i] = ready.get(i).get();
      }
    } catch (ExecutionException e) {
      throw new IOException(USERS + " users at once: " + e.getMessage(), e);
    }
    double all = (System.nanoTime() - begin) / 1e6;
    Table.row(tier + ": " + USERS + " users at once, each to ready", "ms", each, 0);
    Table.row(tier + ": " + USERS + " users at once, all ready", "ms", one(all), 0);
    Thread.sleep(IDLE);
    memory(tier, "memory of each of " + (USERS + 1) + " idle users", runner);
  }

  private static void memory(String tier, String what, RunnerProcess runner) throws Exception {
    List<Double> values = new ArrayList<>();
    for (JsonNode guest : runner.status().path("guests")) {
      double bytes = 0;
      for (JsonNode program : guest.path("usage")) {
        bytes += program.path("memory_bytes").asDouble();
      }
      values.add(bytes / (1 << 20));
    }
    Table.row(
        String.format(Locale.ROOT, "%s: %s", tier, what),
        "MB",
        values.stream().mapToDouble(Double::doubleValue).toArray(),
        0);
  }
}
