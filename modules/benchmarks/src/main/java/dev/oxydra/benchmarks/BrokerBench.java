package dev.oxydra.benchmarks;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.broker.BrokerLimits;
import dev.oxydra.runner.broker.DoorFiles;
import dev.oxydra.runner.broker.Terms;
import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the broker costs: the same client asks the same server through it, over its Unix socket, and
 * directly. Rounds alternate, so that what else the machine does hits both alike.
 */
final class BrokerBench {
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 4;
  private static final int REQUESTS = 1000;
  private static final int STREAMS = 20;
  private static final byte[] BODY =
      ("{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
              + "words ".repeat(300)
              + "\"}]}")
          .getBytes(StandardCharsets.US_ASCII);

  private BrokerBench() {}

  /** One way to the server. */
  private record Way(SocketAddress address, String prefix, List<Round> rounds) {}

  /**
   * @param flood of one stream without a pause, in MB/s
   * @param many of streams at the pace of providers, all together, in MB/s
   */
  private record Round(double p50, double p99, double flood, double many) {}

  /** Needs nothing of the distribution. */
  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    // 60 MB at once; and 20 events each 20 ms, which are 1000 a second.
    try (AnswerServer flood = new AnswerServer(100, 4000, 0);
        AnswerServer paced = new AnswerServer(20, 60, 20_000_000);
        Broker broker = new Broker();
        Broker.Door _ =
            broker.open(
                new UserId("bench"),
                new DoorFiles(
                    folder.resolve("s"),
                    folder.resolve("egress.log"),
                    folder.resolve("usage.json")),
                new Terms(upstreams(folder, flood, paced), new BrokerLimits(64, 64 << 20)))) {
      Way through =
          new Way(
              UnixDomainSocketAddress.of(folder.resolve("s")), "/providers/", new ArrayList<>());
      Way direct = new Way(tcp(flood), "/", new ArrayList<>());
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        for (Way way : List.of(through, direct)) {
          Round round = round(way, paced);
          if (i >= WARM_UP) {
            way.rounds().add(round);
          }
        }
      }
      print(through, direct);
    } finally {
      Folders.delete(folder);
    }
  }

  private static Map<String, Upstream> upstreams(
      Path folder, AnswerServer flood, AnswerServer paced) throws IOException {
    String entry =
        "providers.registry.%s { provider_type = openai, base_url = \"http://127.0.0.1:%d\", api_key = \"${KEY}\" }\n";
    Path config = Files.createDirectories(folder.resolve(".oxydra"));
    Files.writeString(
        config.resolve("agent.conf"),
        (entry.formatted("flood", flood.port()) + entry.formatted("paced", paced.port()))
            .replace("\"${KEY}\"", "${KEY}"));
    Map<String, String> environment = Map.of("KEY", "sk-bench-0123456789abcdef");
    LoadedConfig loaded =
        new ConfigLoader(folder, folder).load(config, new UserId("bench"), environment, List.of());
    return Upstream.all(
        loaded.agent().providers().registry(), loaded.keys(environment), Catalog.EMPTY);
  }

  private static SocketAddress tcp(AnswerServer server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  private static Round round(Way way, AnswerServer paced) throws Exception {
    double[] micros = new double[REQUESTS];
    try (SmallHttp client = new SmallHttp(way.address())) {
      for (int i = 0; i < REQUESTS; i++) {
        long begin = System.nanoTime();
        client.post(way.prefix() + "flood/small", BODY);
        micros[i] = (System.nanoTime() - begin) / 1e3;
      }
      Arrays.sort(micros);
      long begin = System.nanoTime();
      long bytes = client.post(way.prefix() + "flood/stream", BODY);
      double flood = bytes / 1e6 / ((System.nanoTime() - begin) / 1e9);
      return new Round(micros[REQUESTS / 2], micros[REQUESTS * 99 / 100], flood, many(way, paced));
    }
  }

  private static double many(Way way, AnswerServer paced) throws Exception {
    SocketAddress address = way.address() instanceof InetSocketAddress ? tcp(paced) : way.address();
    List<Future<Long>> streams = new ArrayList<>();
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(STREAMS)) {
      for (int i = 0; i < STREAMS; i++) {
        streams.add(
            threads.submit(() -> {
              try (SmallHttp client = new SmallHttp(address)) {
                return client.post(way.prefix() + "paced/stream", BODY);
              }
            }));
      }
    }
    long bytes = 0;
    for (Future<Long> stream : streams) {
      bytes += stream.get();
    }
    return bytes / 1e6 / ((System.nanoTime() - begin) / 1e9);
  }

  private static void print(Way through, Way direct) {
    System.out.printf(
        Locale.ROOT,
        "%d processors, Java %s, %d rounds after %d to warm up%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        ROUNDS,
        WARM_UP);
    Table.header();
    Table.row("a request through the broker, p50", "µs", of(through, 0), 0);
    Table.row("a request through the broker, p99", "µs", of(through, 1), 0);
    Table.row("a request directly, p50", "µs", of(direct, 0), 0);
    Table.row("a request directly, p99", "µs", of(direct, 1), 0);
    Table.row("what the broker adds, p50", "µs", added(through, direct, 0), 1000);
    Table.row("what the broker adds, p99", "µs", added(through, direct, 1), 0);
    Table.row(STREAMS + " streams of 1000 events/s through it", "MB/s", of(through, 3), 0);
    Table.row(STREAMS + " streams of 1000 events/s directly", "MB/s", of(direct, 3), 0);
    Table.row("of the direct throughput (aim: at least 90)", "%", share(through, direct, 3), 0);
    Table.row("one stream without a pause, through it", "MB/s", of(through, 2), 0);
    Table.row("one stream without a pause, directly", "MB/s", of(direct, 2), 0);
    Table.row("of the direct throughput", "%", share(through, direct, 2), 0);
  }

  private static double[] of(Way way, int figure) {
    return way.rounds().stream().mapToDouble(round -> figure(round, figure)).toArray();
  }

  private static double figure(Round round, int figure) {
    return switch (figure) {
      case 0 -> round.p50();
      case 1 -> round.p99();
      case 2 -> round.flood();
      default -> round.many();
    };
  }

  private static double[] added(Way through, Way direct, int figure) {
    double[] added = of(through, figure);
    double[] without = of(direct, figure);
    for (int i = 0; i < added.length; i++) {
      added[i] -= without[i];
    }
    return added;
  }

  private static double[] share(Way through, Way direct, int figure) {
    double[] share = of(through, figure);
    double[] whole = of(direct, figure);
    for (int i = 0; i < share.length; i++) {
      share[i] *= 100 / whole[i];
    }
    return share;
  }
}
