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

  PacedTurns(Journal journal) {
    this.journal = journal;
    Thread.ofPlatform().daemon().name("providers").start(this::play);
  }

  /** The prompt of a turn of {@code count} deltas, {@code rate} of them a second. */
  static String prompt(int count, int rate, int padding) {
    return count + " " + rate + " " + padding;
  }

  /** One turn's deltas. */
  private static final class Stream {
    final TurnHost host;
    final long gap;
    final String padding;
    final CountDownLatch done = new CountDownLatch(1);
    long dueAt;
    int left;

    Stream(TurnHost host, String prompt) {
      String[] words = prompt.split(" ", -1);
      this.host = host;
      this.left = Integer.parseInt(words[0]);
      this.gap = 1_000_000_000L / Integer.parseInt(words[1]);
      this.padding = "x".repeat(Integer.parseInt(words[2]));
      this.dueAt = System.nanoTime() + gap;
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
      synchronized (streams) {
        streams.add(stream);
        streams.notifyAll();
      }
      stream.done.await();
      append(turn, new EventPayload.AssistantMessage(Message.assistant("done"), FinishReason.STOP));
      append(turn, new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
    } catch (InterruptedException e) {
      append(turn, new EventPayload.TurnCancelled());
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
