package dev.oxydra.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * The time from a chunk's way into the socket to its delta in the sink, in microseconds. The clock
 * starts before the call that writes the chunk, so that call counts.
 */
record Latency(double p50, double p99) {
  /** One answer of {@code tokens} tokens, one each {@code gapNanos}. */
  static Latency paced(Streaming client, TokenServer server, int tokens, long gapNanos)
      throws Exception {
    return measured(
        client,
        server,
        tokens,
        (begin, i, _) -> {
          for (long left; (left = begin + i * gapNanos - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
          }
        });
  }

  /** The same, each token as soon as the one before has arrived. */
  static Latency pingPong(Streaming client, TokenServer server, int tokens) throws Exception {
    return measured(client, server, tokens, (_, _, arrived) -> arrived.acquire());
  }

  /** Waits until a token is due. */
  @FunctionalInterface
  private interface Wait {
    void before(long begin, int token, Semaphore arrived) throws InterruptedException;
  }

  private static Latency measured(Streaming client, TokenServer server, int tokens, Wait wait)
      throws Exception {
    long[] sent = new long[tokens];
    long[] got = new long[tokens];
    Semaphore arrived = new Semaphore(1);
    server.pace(socket -> {
      long begin = System.nanoTime();
      for (int i = 0; i < tokens; i++) {
        wait.before(begin, i, arrived);
        sent[i] = System.nanoTime();
        TokenServer.token(socket);
      }
    });
    int[] count = {0};
    client.call(() -> {
      got[count[0]++] = System.nanoTime();
      arrived.release();
    });
    if (count[0] != tokens) {
      throw new IllegalStateException(count[0] + " of " + tokens + " tokens arrived");
    }
    return of(sent, got);
  }

  private static Latency of(long[] sent, long[] got) {
    double[] micros = new double[sent.length];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = (got[i] - sent[i]) / 1e3;
    }
    Arrays.sort(micros);
    return new Latency(micros[micros.length / 2], micros[micros.length * 99 / 100]);
  }
}
