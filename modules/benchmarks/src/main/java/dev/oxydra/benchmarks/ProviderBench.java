package dev.oxydra.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * What streaming costs, beside LangChain4j's own client on the same stream. Rounds alternate, so
 * that what else the machine does hits all alike.
 */
final class ProviderBench {
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 3;
  private static final int PACED_TOKENS = 400;
  private static final long GAP_NANOS = 5_000_000;
  private static final int PING_PONG_TOKENS = 5000;
  private static final int SESSIONS = 100;
  private static final int FLOOD_TOKENS = 2000;

  private ProviderBench() {}

  /** A client, its server, and its figures, one a round. */
  private record Contestant(Streaming client, TokenServer server, List<Round> rounds) {}

  /**
   * The figures of one round.
   *
   * @param rate tokens a second over all sessions
   * @param cpu of the whole process, the server's part included, in microseconds a token
   * @param allocated bytes a token, on all platform threads
   */
  private record Round(Latency paced, Latency pingPong, double rate, double cpu, double allocated) {
    double thousands() {
      return rate / 1000;
    }
  }

  /** Needs nothing of the distribution. */
  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    try (TokenServer unix =
            TokenServer.overUnixSocket(UnixDomainSocketAddress.of(folder.resolve("s")));
        TokenServer tcp = TokenServer.overTcp();
        Streaming overUnix = new OxydraStreaming(unix.address());
        Streaming overTcp = new OxydraStreaming(tcp.address());
        Streaming langChain = new LangChainStreaming(tcp.address())) {
      Contestant theirs = new Contestant(langChain, tcp, new ArrayList<>());
      List<Contestant> all =
          List.of(
              new Contestant(overUnix, unix, new ArrayList<>()),
              new Contestant(overTcp, tcp, new ArrayList<>()),
              theirs);
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        for (Contestant each : all) {
          Round round = round(each);
          if (i >= WARM_UP) {
            each.rounds().add(round);
          }
        }
      }
      System.out.printf(
          "%d processors, Java %s, %d rounds after %d to warm up, tokens of 20 bytes%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version(), ROUNDS, WARM_UP);
      Comparison.header("Oxydra", "LangChain4j");
      compare("Unix socket", all.get(0), theirs);
      compare("TCP", all.get(1), theirs);
    } finally {
      Folders.delete(folder);
    }
  }

  private static Round round(Contestant each) throws Exception {
    Latency paced = Latency.paced(each.client(), each.server(), PACED_TOKENS, GAP_NANOS);
    Latency pingPong = Latency.pingPong(each.client(), each.server(), PING_PONG_TOKENS);
    long cpu = processCpu();
    double rate = rate(each);
    double cpuMicros = (processCpu() - cpu) / 1e3 / (SESSIONS * FLOOD_TOKENS);
    return new Round(paced, pingPong, rate, cpuMicros, allocated(each));
  }

  private static long processCpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double rate(Contestant each) throws Exception {
    each.server().pace(TokenServer.Pace.flood(FLOOD_TOKENS));
    LongAdder tokens = new LongAdder();
    long begin = System.nanoTime();
    List<Future<?>> calls = new ArrayList<>();
    try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SESSIONS; i++) {
        calls.add(
            sessions.submit(() -> {
              each.client().call(tokens::increment);
              return null;
            }));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    for (Future<?> call : calls) {
      call.get();
    }
    requireAll(tokens.sum(), (long) SESSIONS * FLOOD_TOKENS);
    return tokens.sum() / seconds;
  }

  /** One call, on this thread, since what virtual threads allocate isn't counted. */
  private static double allocated(Contestant each) throws Exception {
    each.server().pace(TokenServer.Pace.flood(FLOOD_TOKENS));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    LongAdder tokens = new LongAdder();
    long before = threads.getTotalThreadAllocatedBytes();
    each.client().call(tokens::increment);
    long after = threads.getTotalThreadAllocatedBytes();
    requireAll(tokens.sum(), FLOOD_TOKENS);
    return (after - before) / (double) FLOOD_TOKENS;
  }

  private static void requireAll(long arrived, long sent) {
    if (arrived != sent) {
      throw new IllegalStateException(arrived + " of " + sent + " tokens arrived");
    }
  }

  private static void compare(String transport, Contestant ours, Contestant theirs) {
    Row row =
        (what, lowerIsBetter, figure) ->
            Comparison.row(
                what + ", " + transport,
                figures(ours, figure),
                figures(theirs, figure),
                lowerIsBetter);
    row.print("chunk to delta at 200/s, p50, µs", true, round -> round.paced().p50());
    row.print("chunk to delta at 200/s, p99, µs", true, round -> round.paced().p99());
    row.print("chunk to delta, ping-pong, p50, µs", true, round -> round.pingPong().p50());
    row.print("chunk to delta, ping-pong, p99, µs", true, round -> round.pingPong().p99());
    row.print("100 sessions, 1000 tokens/s", false, Round::thousands);
    row.print("100 sessions, CPU a token, µs", true, Round::cpu);
    row.print("allocated per delta, bytes", true, Round::allocated);
  }

  /** Prints one figure of both. */
  @FunctionalInterface
  private interface Row {
    void print(String what, boolean lowerIsBetter, ToDoubleFunction<Round> figure);
  }

  private static double[] figures(Contestant each, ToDoubleFunction<Round> figure) {
    return each.rounds().stream().mapToDouble(figure).toArray();
  }
}
