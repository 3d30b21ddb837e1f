package dev.oxydra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What connections cost the gateway, and how fast it hands on what turns show. */
final class GatewayBench {
  private static final int IDLE = 10_000;
  private static final int STREAMS = 1000;
  private static final int RATE = 50;
  private static final int SECONDS = 10;
  private static final int REPLAYED = 100_000;
  private static final int READERS = 100;
  private static final double TARGET_MILLIS = 20;

  /** Longer than the interval in which the guest gives back what malloc has kept. */
  private static final long SETTLE_MILLIS = 8000;

  private final List<String> guest;
  private final Path folder;

  private GatewayBench(List<String> guest, Path folder) {
    this.guest = guest;
    this.folder = folder;
  }

  /** Takes the flags of the distribution's guest. */
  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    try {
      System.out.printf(
          "%d processors, Java %s, client and gateway in a process each, over a Unix socket%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version());
      GatewayBench bench = new GatewayBench(Launchers.command(home.resolve("bin/guest")), folder);
      Table.header();
      bench.idle();
      bench.streams();
      bench.replay();
      bench.slowReader();
      JournalBench.measure();
    } finally {
      Folders.delete(folder);
    }
  }

  private GatewayProcess server() throws IOException {
    return new GatewayProcess(guest, Files.createTempDirectory(folder, "g"));
  }

  private static void row(String what, String unit, double value, double target) {
    Table.row(what, unit, new double[] {value}, target);
  }

  private void idle() throws Exception {
    try (GatewayProcess server = server()) {
      close(join(server, 500)); // so that the code is loaded
      Memory before = settled(server);
      List<SmallClient> clients = join(server, IDLE);
      Memory after = settled(server);
      close(clients);
      row("gateway without connections, RSS", "MB", before.rss(), 0);
      row("gateway with 10,000 idle connections, RSS", "MB", after.rss(), 0);
      row("idle connection, RSS", "KB", (after.rss() - before.rss()) * 1024 / IDLE, 6);
    }
  }

  private static Memory settled(GatewayProcess server) throws Exception {
    Thread.sleep(SETTLE_MILLIS);
    server.command("collect");
    Thread.sleep(SETTLE_MILLIS);
    return server.memory();
  }

  private static List<SmallClient> join(GatewayProcess server, int count) throws IOException {
    List<SmallClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SmallClient client = server.connect();
      client.hello(List.of("events"), null);
      clients.add(client);
    }
    return clients;
  }

  private static void close(List<SmallClient> clients) throws IOException {
    for (SmallClient client : clients) {
      client.close();
    }
  }

  private void streams() throws Exception {
    try (GatewayProcess server = server();
        ManyClients reader = new ManyClients();
        Sessions sessions = Sessions.open(server, reader, STREAMS)) {
      stream(server, reader, sessions, RATE, 3); // warms up
      int rate = RATE;
      while (!stream(server, reader, sessions, rate, SECONDS) && rate > 4) {
        rate = rate * 3 / 4;
      }
    }
  }

  /** Whether the gateway kept pace, and hardly anything came late. */
  private static boolean stream(
      GatewayProcess server, ManyClients reader, Sessions sessions, int rate, int seconds)
      throws IOException {
    reader.clear();
    double cpu = server.cpuSeconds();
    long begin = System.nanoTime();
    sessions.run(PacedTurns.prompt(STREAMS, rate * seconds, rate, 0));
    reader.readUntil(() -> reader.completed() == STREAMS);
    double elapsed = (System.nanoTime() - begin) / 1e9;
    if (reader.deliveries().count() != (long) STREAMS * rate * seconds) {
      throw new IOException(reader.deliveries().count() + " deltas came");
    }
    String what = "%,d streams at %,d deltas/s: ".formatted(STREAMS, STREAMS * rate);
    Deliveries deliveries = reader.deliveries();
    row(what + "delivered", "1/s", deliveries.rate(), 0);
    row(what + "p50", "ms", deliveries.millis(0.5), 0);
    row(what + "p99", "ms", deliveries.millis(0.99), TARGET_MILLIS);
    row(what + "processor of the gateway", "%", 100 * (server.cpuSeconds() - cpu) / elapsed, 0);
    row(what + "deltas a frame", "", (double) deliveries.count() / reader.frames(), 0);
    return deliveries.rate() > 0.9 * STREAMS * rate && deliveries.millis(0.99) <= TARGET_MILLIS;
  }

  private void replay() throws Exception {
    Path place = Files.createTempDirectory(folder, "g");
    try (GatewayProcess server = new GatewayProcess(guest, place)) {
      server.command("fill " + REPLAYED);
    }
    for (String what : List.of("cold", "warm")) {
      // A process that has read nothing yet, and the same one again.
      try (GatewayProcess server = new GatewayProcess(guest, place)) {
        double rate = replay(server);
        rate = what.equals("warm") ? replay(server) : rate;
        row(what + String.format(Locale.ROOT, " replay of %,d events", REPLAYED), "1/s", rate, 0);
      }
    }
  }

  private static double replay(GatewayProcess server) throws IOException {
    try (ManyClients reader = new ManyClients();
        SmallClient client = server.connect()) {
      long begin = System.nanoTime();
      client.sendHello(List.of("events"), 0L);
      reader.add(client);
      reader.readUntil(() -> reader.replayed() == 1);
      return reader.events() / ((System.nanoTime() - begin) / 1e9);
    }
  }

  /**
   * One session that all watch; the deltas are large enough for the deaf client's buffers to fill.
   */
  private void slowReader() throws Exception {
    for (int deaf = 0; deaf <= 1; deaf++) {
      try (GatewayProcess server = server();
          ManyClients reader = new ManyClients();
          SmallClient first = server.connect()) {
        first.hello(List.of("events"), null);
        List<SmallClient> silent = join(server, deaf);
        for (SmallClient client : join(server, READERS - 1)) {
          reader.add(client);
        }
        reader.add(first);
        for (int round = 0; round < 2; round++) { // the first one warms up
          reader.clear();
          first.turn(Sessions.DEFAULT, "t" + round, PacedTurns.prompt(1, 200 * SECONDS, 200, 300));
          reader.readUntil(() -> reader.completed() == READERS);
        }
        String what = deaf == 0 ? "100 readers: " : "100 readers beside one that never reads: ";
        row(what + "p50", "ms", reader.deliveries().millis(0.5), 0);
        row(what + "p99", "ms", reader.deliveries().millis(0.99), 0);
        close(silent);
      }
    }
  }
}
