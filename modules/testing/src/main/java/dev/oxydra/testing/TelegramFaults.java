package dev.oxydra.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What goes wrong, and when. */
final class TelegramFaults {
  private static final long SECOND = 1_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Deque<Fault>> next = new HashMap<>();
  private final Map<Long, List<Long>> sent = new HashMap<>();
  private boolean hanging;
  private boolean closed;
  private Duration slow = Duration.ZERO;
  private int perSecond;

  /** What becomes of one call. */
  sealed interface Fault {
    /** An answer of somebody on the way, or of Telegram, in place of the call. */
    record Answer(int status, String type, String body) implements Fault {}

    /** The call is done, and the connection closed without an answer. */
    record Dropped() implements Fault {}
  }

  void add(String method, int calls, Fault fault) {
    lock.lock();
    try {
      Deque<Fault> queue = next.computeIfAbsent(key(method), _ -> new ArrayDeque<>());
      for (int i = 0; i < calls; i++) {
        queue.add(fault);
      }
    } finally {
      lock.unlock();
    }
  }

  @Nullable Fault next(String method) {
    lock.lock();
    try {
      Deque<Fault> queue = next.get(key(method));
      return queue == null ? null : queue.poll();
    } finally {
      lock.unlock();
    }
  }

  private static String key(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  void hang(boolean isHanging) {
    lock.lock();
    try {
      hanging = isHanging;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void slow(Duration delay) {
    lock.lock();
    try {
      slow = delay;
    } finally {
      lock.unlock();
    }
  }

  void perSecond(int calls) {
    lock.lock();
    try {
      perSecond = calls;
    } finally {
      lock.unlock();
    }
  }

  /** Waits while nothing is answered, and as long as each answer takes. */
  void pass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (hanging && !closed) {
        changed.await();
      }
      long left = slow.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts a call for a chat, and refuses one too many in a second. */
  void count(long chat) throws TelegramRefusal {
    lock.lock();
    try {
      long now = System.nanoTime();
      List<Long> times = sent.computeIfAbsent(chat, _ -> new ArrayList<>());
      times.removeIf(time -> now - time >= SECOND);
      if (perSecond > 0 && times.size() >= perSecond) {
        long left = SECOND - (now - times.getFirst());
        throw TelegramRefusal.tooMany(
            (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left + SECOND - 1)));
      }
      times.add(now);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
