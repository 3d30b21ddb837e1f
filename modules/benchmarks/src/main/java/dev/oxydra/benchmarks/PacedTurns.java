package dev.oxydra.benchmarks;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Turns that show deltas at a given pace; each delta says when it was shown. One thread plays the
 * model providers of all turns, so that the measurement holds the gateway's work and not that of a
 * thousand timers.
 */
final class PacedTurns implements TurnRunner {
  private final Journal journal;
  private final PriorityQueue<Stream> streams =
      new PriorityQueue<>(Comparator.comparingLong(stream -> stream.dueAt));

  private final List<Stream> waiting = new ArrayList<>();

  PacedTurns(Journal journal) {
    this.journal = journal;
    Thread.ofPlatform().daemon().name("providers").start(this::play);
  }

  /**
   * The prompt of a turn.
   *
   * @param together how many turns begin to show deltas at the same time
   * @param count how many deltas each shows
   * @param rate how many a second
   * @param padding how many characters a delta has besides its time
   */
  static String prompt(int together, int count, int rate, int padding) {
    return together + " " + count + " " + rate + " " + padding;
  }

  /** One turn's deltas. */
  private static final class Stream {
    final TurnHost host;
    final int together;
    final long gap;
    final String padding;
    final CountDownLatch done = new CountDownLatch(1);
    long dueAt;
    int left;

    Stream(TurnHost host, String prompt) {
      int[] numbers = Arrays.stream(prompt.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
      this.host = host;
      this.together = numbers[0];
      this.left = numbers[1];
      this.gap = 1_000_000_000L / numbers[2];
      this.padding = "x".repeat(numbers[3]);
    }
  }

  @Override
  public Set<String> agents() {
    return Set.of(AgentConfig.DEFAULT_AGENT);
  }

  @Override
  public void check(Turn turn) {}

  @Override
  public void run(Turn turn, TurnHost host) {
    append(turn, new EventPayload.TurnStarted());
    append(turn, new EventPayload.UserMessage(Message.user(turn.prompt())));
    Stream stream = new Stream(host, turn.prompt());
    try {
      begin(stream);
      stream.done.await();
      append(turn, new EventPayload.AssistantMessage(Message.assistant("done"), FinishReason.STOP));
      append(turn, new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
    } catch (InterruptedException e) {
      append(turn, new EventPayload.TurnCancelled());
    }
  }

  /** The last one that is awaited has all begin, one after the other within the gap of a delta. */
  private void begin(Stream stream) {
    synchronized (streams) {
      waiting.add(stream);
      if (waiting.size() == stream.together) {
        long now = System.nanoTime();
        for (int i = 0; i < waiting.size(); i++) {
          waiting.get(i).dueAt = now + (i + 1) * stream.gap / waiting.size();
        }
        streams.addAll(waiting);
        waiting.clear();
        streams.notifyAll();
      }
    }
  }

  private void append(Turn turn, EventPayload payload) {
    journal.append(List.of(new NewEvent(turn.sessionId(), turn.id(), "default", payload)));
  }

  private void play() {
    try {
      while (true) {
        Stream next = take();
        show(next);
        if (--next.left == 0) {
          next.done.countDown();
          continue;
        }
        next.dueAt += next.gap;
        synchronized (streams) {
          streams.add(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void show(Stream stream) {
    long wait = stream.dueAt - System.nanoTime();
    while (wait > 0) {
      LockSupport.parkNanos(wait);
      wait = stream.dueAt - System.nanoTime();
    }
    stream.host.show(new TurnUpdate.Delta(stream.padding + System.nanoTime() + " "));
  }

  private Stream take() throws InterruptedException {
    synchronized (streams) {
      while (streams.isEmpty()) {
        streams.wait();
      }
      return streams.remove();
    }
  }
}
