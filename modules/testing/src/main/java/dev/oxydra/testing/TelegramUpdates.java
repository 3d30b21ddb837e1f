package dev.oxydra.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the bot is to be told, until it has confirmed it. One poll at a time: the newest wins. */
final class TelegramUpdates {
  private static final int MOST = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayNode waiting = Json.mapper().createArrayNode();
  private long next = 1_000;
  private long polls;
  private int polling;
  private boolean closed;

  /** Adds one, and gives it its number. */
  long add(ObjectNode update) {
    lock.lock();
    try {
      long id = next;
      next++;
      waiting.add(Json.mapper().createObjectNode().put("update_id", id).setAll(update));
      changed.signalAll();
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@code timeout} seconds until there is something from {@code offset} on. */
  ArrayNode poll(long offset, long limit, long timeout)
      throws TelegramRefusal, InterruptedException {
    lock.lockInterruptibly();
    try {
      polls++;
      long mine = polls;
      changed.signalAll();
      confirm(offset);
      long left = TimeUnit.SECONDS.toNanos(timeout);
      polling++;
      while (waiting.isEmpty() && left > 0 && mine == polls && !closed) {
        left = changed.awaitNanos(left);
      }
      polling--;
      if (mine != polls) {
        throw new TelegramRefusal(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot"
                + " instance is running");
      }
      return first(limit);
    } finally {
      lock.unlock();
    }
  }

  private void confirm(long offset) {
    while (!waiting.isEmpty() && waiting.get(0).path("update_id").asLong() < offset) {
      waiting.remove(0);
    }
  }

  private ArrayNode first(long limit) {
    ArrayNode first = Json.mapper().createArrayNode();
    long most = limit <= 0 ? MOST : Math.min(MOST, limit);
    for (int i = 0; i < waiting.size() && i < most; i++) {
      first.add(waiting.get(i));
    }
    return first;
  }

  boolean isPolled() {
    lock.lock();
    try {
      return polling > 0;
    } finally {
      lock.unlock();
    }
  }

  int unconfirmed() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      waiting.removeAll();
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
