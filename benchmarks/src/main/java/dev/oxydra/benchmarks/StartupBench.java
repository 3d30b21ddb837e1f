package dev.oxydra.benchmarks;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long it takes until something answers, and what a guest costs that does nothing. */
final class StartupBench {
  private static final int RUNS = 10;
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final UserId USER = new UserId("bench");

  private StartupBench() {}

  /** Measures the distribution in {@code home}. */
  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    try {
      machine();
      List<String> guest = printedCommand(home.resolve("bin/guest"));
      double[] hello = guestStarts(guest, folder);
      RunnerProcess runner = new RunnerProcess(home, folder, USER);
      try {
        double[] start = {runner.millis("start")};
        double[] status = repeated(() -> runner.millis("status"));
        Memory idle = idleGuest(runner);
        double[] restart = repeated(() -> runner.millis("restart"));
        Table.header();
        Table.row("runner status", "ms", status, 150);
        Table.row("guest process start to first hello_ack", "ms", hello, 350);
        Table.row("idle guest after " + IDLE.toSeconds() + " s, RSS", "MB", one(idle.rss()), 80);
        Table.row("idle guest, private", "MB", one(idle.privateMb()), 45);
        Table.row("runner start: daemon, sandbox and guest, to ready", "ms", start, 0);
        Table.row("runner restart: old guest gone, new one ready", "ms", restart, 0);
      } finally {
        runner.millis("stop", "--all");
      }
      System.out.println("guest: " + flags(guest));
      System.out.println("runner: " + flags(printedCommand(home.resolve("bin/runner"))));
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
    Bootstrap bootstrap = bootstrap(workspace);
    Path ipc = Path.of(bootstrap.paths().ipc());
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      try (OutputStream in = process.getOutputStream()) {
        LengthPrefixed.write(in, bootstrap);
      }
      awaitFile(ipc.resolve("gateway-endpoint"), process);
      String token = Files.readString(ipc.resolve("gateway-token")).strip();
      HelloClient.hello(ipc.resolve("gateway.sock"), token, USER);
      return (System.nanoTime() - begin) / 1e6;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static void awaitFile(Path file, Process process) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("The guest did not get ready; it is alive: " + process.isAlive());
      }
      LockSupport.parkNanos(500_000);
    }
  }

  private static Bootstrap bootstrap(Path workspace) throws IOException {
    List<String> folders = new ArrayList<>();
    for (String name : List.of("shared", "tmp", "vault", "internal", "ipc")) {
      folders.add(Files.createDirectory(workspace.resolve(name)).toString());
    }
    return new Bootstrap(
        Bootstrap.VERSION,
        USER,
        new Bootstrap.Paths(
            folders.get(0),
            folders.get(1),
            folders.get(2),
            folders.get(3),
            folders.get(4),
            folders.get(4) + "/broker.sock",
            ""),
        "ws://127.0.0.1:1/ws",
        new ProviderRoute(
            new ProviderId("demo"),
            "demo",
            "http://broker/providers/demo",
            Duration.ofSeconds(60),
            Duration.ofSeconds(60)),
        new ModelId("demo"),
        new AgentConfig.Runtime(50, Duration.ofMinutes(30), 8, null),
        new AgentConfig.Tools(
            16_384, new AgentConfig.Shell(Duration.ofMinutes(2), Duration.ofHours(1))),
        AgentConfig.Gateway.defaults(),
        "none",
        List.of());
  }

  private static Memory idleGuest(RunnerProcess runner) throws Exception {
    long pid = runner.guestPid();
    Thread.sleep(IDLE);
    return Memory.of(pid);
  }

  private static List<String> printedCommand(Path launcher) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.environment().put("OXYDRA_PRINT_COMMAND", "1");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private static String flags(List<String> command) {
    return String.join(" ", command.stream().filter(word -> word.startsWith("-X")).toList());
  }
}
