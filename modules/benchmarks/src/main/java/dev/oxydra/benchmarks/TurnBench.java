package dev.oxydra.benchmarks;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whole turns of a guest with the flags of the distribution, over its Unix socket, whose model
 * answers at once: what is measured is ours, the journal's syncs included. A session has some
 * turns, as one of a person has; then another one is begun.
 */
final class TurnBench {
  private static final int TURNS = 1000;
  private static final int WARM_UP = 500;

  /** How many turns a session has. */
  private static final int OF_SESSION = 25;

  private static final int LONG_SESSION = 500;

  /** How many turns the session has that is summed up again and again. */
  private static final int SUMMED_UP = 200;

  /** Its first turns load code. */
  private static final int WARM_SESSION = 20;

  /** A context that is full after about twenty turns, in tokens. */
  private static final int SMALL_CONTEXT = 20_000;

  private static final Duration LOAD = Duration.ofSeconds(10);
  private static final String DONE = "\"turn_completed\"";

  /** The eden that a collection found full, in KB. */
  private static final Pattern EDEN = Pattern.compile("Eden: (\\d+)K");

  private static final AgentConfig.Gateway LIMITS = GuestProcess.limits(1000);

  private final AtomicInteger ids = new AtomicInteger();
  private final Chatter chatter = new Chatter();
  private final GuestProcess guest;
  private final Path log;

  private TurnBench(GuestProcess guest, Path log) {
    this.guest = guest;
    this.log = log;
    chatter.nextTopic();
  }

  /** What the demo answers at once: about a dozen words, each time others, as people write. */
  private String greeting() {
    synchronized (chatter) {
      return "hello " + chatter.question();
    }
  }

  static void run(Path home) throws Exception {
    // Not in /tmp, which may be memory; a socket's path must be short.
    Path folder = Files.createTempDirectory(Path.of("."), "oxb").toAbsolutePath();
    Path shell = folder.resolve("s");
    List<String> daemon = new ArrayList<>(Launchers.command(home.resolve("bin/shell-daemon")));
    daemon.add(shell.toString());
    Process commands = new ProcessBuilder(daemon).inheritIO().start();
    try {
      measure(home, Files.createDirectory(folder.resolve("g")), shell);
      summedUp(home, Files.createDirectory(folder.resolve("c")));
    } finally {
      commands.destroy();
      if (!commands.waitFor(10, TimeUnit.SECONDS)) {
        commands.destroyForcibly();
      }
      Folders.delete(folder);
    }
  }

  private static void measure(Path home, Path workspace, Path shell) throws Exception {
    Path log = workspace.resolve("gc.log");
    List<String> command = new ArrayList<>(Launchers.command(home.resolve("bin/guest")));
    command.add(1, "-Xlog:gc+heap=info:file=" + log);
    try (GuestProcess guest =
        GuestProcess.start(
            command, Map.of(), workspace, "demo", shell.toString(), LIMITS, GuestProcess.RUNTIME)) {
      TurnBench bench = new TurnBench(guest, log);
      for (int i = 0; i < 10; i++) {
        Files.writeString(workspace.resolve("shared/f" + i), "This is file " + i + ".\n");
      }
      System.out.printf(
          "%d processors, Java %s, journal synchronous=FULL%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version());
      Table.header();
      bench.turns("text", bench::greeting, 3);
      bench.turns("text, all alike", () -> "hello", 0);
      bench.turns("one file_read", () -> "read f0", 6);
      String ten =
          IntStream.range(0, 10).mapToObj(i -> "f" + i).collect(Collectors.joining(" and "));
      bench.turns("ten file_read at once", () -> "read " + ten, 0);
      bench.turns("one shell_exec", () -> "run true", 10);
      bench.longSession();
      for (int sessions : List.of(1, 16, 100)) {
        bench.load(sessions);
      }
    }
  }

  /** How long a session keeps a turn waiting while its older part is summed up. */
  private static void summedUp(Path home, Path workspace) throws Exception {
    AgentConfig.Runtime runtime =
        new AgentConfig.Runtime(
            50,
            Duration.ofMinutes(30),
            8,
            null,
            new AgentConfig.ContextBudget(0.8, 0, SMALL_CONTEXT),
            AgentConfig.Summarization.defaults(),
            AgentConfig.Budgets.NONE,
            AgentConfig.Delegating.defaults());
    double[] taken = new double[SUMMED_UP];
    double[] whole = new double[SUMMED_UP];
    try (GuestProcess guest =
        GuestProcess.start(
            Launchers.command(home.resolve("bin/guest")),
            Map.of(),
            workspace,
            "demo",
            "",
            LIMITS,
            runtime)) {
      String prompt = "hello " + "and what else there is to say today ".repeat(50);
      try (SmallClient client = guest.connect()) {
        SessionId session = client.helloInNewSession(List.of());
        for (int i = 0; i < SUMMED_UP; i++) {
          long begun = System.nanoTime();
          client.turn(session, "c" + i, i + prompt);
          client.await("\"turn_started\"");
          taken[i] = (System.nanoTime() - begun) / 1e6;
          client.await(DONE);
          whole[i] = (System.nanoTime() - begun) / 1e6;
        }
      }
    }
    long summaries;
    try (SqliteJournal journal = SqliteJournal.open(workspace.resolve("internal/journal.db"))) {
      summaries =
          journal.readAll(0, Integer.MAX_VALUE).stream()
              .filter(event -> event.payload() instanceof EventPayload.SummaryWritten)
              .count();
    }
    String what = "200 turns, summed up %d times: ".formatted(summaries);
    double longest = Arrays.stream(taken).skip(WARM_SESSION).max().orElseThrow();
    Table.row(what + "a turn taken after, longest", "ms", new double[] {longest}, 50);
    double[] warm = Arrays.copyOfRange(whole, WARM_SESSION, SUMMED_UP);
    Arrays.sort(warm);
    Table.row(what + "whole turn, p50", "ms", new double[] {warm[warm.length / 2]}, 0);
    Table.row(what + "longest", "ms", new double[] {warm[warm.length - 1]}, 0);
  }

  /** One session after the other. */
  private void turns(String what, Supplier<String> prompt, double target) throws Exception {
    times(prompt, WARM_UP);
    long allocated = allocatedKb();
    double[] millis = times(prompt, TURNS);
    double kb = (double) (allocatedKb() - allocated) / TURNS;
    Table.row(what + ", p50", "ms", new double[] {millis[TURNS / 2]}, target);
    Table.row(what + ", p99", "ms", new double[] {millis[TURNS * 99 / 100]}, 0);
    Table.row(what + ", allocated a turn", "KB", new double[] {kb}, 0);
  }

  private double[] times(Supplier<String> prompt, int count) throws IOException {
    double[] millis = new double[count];
    for (int i = 0; i < count; i += OF_SESSION) {
      try (SmallClient client = guest.connect()) {
        SessionId session = client.helloInNewSession(List.of());
        for (int j = i; j < Math.min(count, i + OF_SESSION); j++) {
          String said = prompt.get();
          long begun = System.nanoTime();
          turn(client, session, said);
          millis[j] = (System.nanoTime() - begun) / 1e6;
        }
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private void turn(SmallClient client, SessionId session, String prompt) throws IOException {
    client.turn(session, "t" + ids.incrementAndGet(), prompt);
    client.await(DONE);
  }

  /** What the latest turns of a long session take. */
  private void longSession() throws Exception {
    try (SmallClient client = guest.connect()) {
      SessionId session = client.helloInNewSession(List.of());
      double[] millis = new double[LONG_SESSION];
      for (int i = 0; i < LONG_SESSION; i++) {
        long begun = System.nanoTime();
        turn(client, session, greeting());
        millis[i] = (System.nanoTime() - begun) / 1e6;
      }
      double[] last = Arrays.copyOfRange(millis, LONG_SESSION - 50, LONG_SESSION);
      Arrays.sort(last);
      Table.row(
          "text, the last 50 of a session of " + LONG_SESSION + " turns, p50",
          "ms",
          new double[] {last[25]},
          0);
    }
  }

  /** As many turns as can be had, each session's next one when its last one has ended. */
  private void load(int sessions) throws Exception {
    long end = System.nanoTime() + LOAD.toNanos();
    List<Callable<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      clients.add(() -> turnsUntil(end));
    }
    long count = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : executor.invokeAll(clients)) {
        count += each.get();
      }
    }
    double rate = count / (double) LOAD.toSeconds();
    System.out.printf(
        "%-58s %10.0f%n",
        "text, %d %s at once, turns a second%s"
            .formatted(
                sessions,
                sessions == 1 ? "session" : "sessions",
                sessions == 1 ? " (>= 300)" : sessions == 16 ? " (>= 500)" : ""),
        rate);
  }

  private int turnsUntil(long end) throws IOException {
    int count = 0;
    while (System.nanoTime() < end) {
      try (SmallClient client = guest.connect()) {
        SessionId session = client.helloInNewSession(List.of());
        for (int i = 0; i < OF_SESSION && System.nanoTime() < end; i++) {
          turn(client, session, greeting());
          count++;
        }
      }
    }
    return count;
  }

  /** What was allocated, as far as collections have seen it. */
  private long allocatedKb() throws IOException {
    return EDEN.matcher(Files.readString(log))
        .results()
        .map(MatchResult::group)
        .mapToLong(eden -> Long.parseLong(eden.replaceAll("\\D", "")))
        .sum();
  }
}
