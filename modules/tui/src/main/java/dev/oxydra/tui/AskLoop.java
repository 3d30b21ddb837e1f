package dev.oxydra.tui;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Connects, and connects again, until the turn of {@link Ask} has ended; and sees to it that it
 * does when the process is to end, nobody reads the answer any more, or the time is over.
 */
final class AskLoop {
  /** How long a guest may not be there, as when it is started again. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a cancelled turn has to end. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Ask.Options options;
  private final AskedTurn turn;
  private final AnswerOutput out;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<Ask.@Nullable Outcome> given = new AtomicReference<>();
  private volatile @Nullable TextSocket socket;
  private volatile boolean abandoned;

  AskLoop(Ask.Options options, AskedTurn turn, AnswerOutput out) {
    this.options = options;
    this.turn = turn;
    this.out = out;
  }

  Ask.End run() {
    Thread hook = new Thread(this::atExit, "cancel-turn");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      Ask.End end = untilEnd();
      out.end();
      Ask.Outcome instead = given.get();
      return instead == null || end.outcome() != Ask.Outcome.CANCELLED
          ? end
          : new Ask.End(instead, message(instead));
    } finally {
      over.countDown();
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // It is what ends the process, and has been waiting for this.
    }
  }

  /** The process is to end, as by Ctrl+C. */
  private void atExit() {
    if (turn.isSent()) {
      turn.cancel();
      var _ = awaitEnd();
    }
  }

  private boolean awaitEnd() {
    try {
      return over.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Ask.End untilEnd() {
    long reached = System.nanoTime();
    String reason = "";
    while (true) {
      try (TextSocket open = TextSocket.connect(options.gatewaySocket(), options.tokenFile())) {
        socket = open;
        turn.connected(open);
        reason = "the connection was lost";
        exchange(open);
        reached = System.nanoTime();
      } catch (IOException e) {
        if (socket == null) {
          reason = reason(e);
        } else {
          reached = System.nanoTime();
        }
      } finally {
        socket = null;
        turn.connected(null);
      }
      Ask.End end = turn.end();
      if (end != null) {
        return end;
      }
      if (abandoned) {
        return new Ask.End(Ask.Outcome.CANCELLED, null);
      }
      if (System.nanoTime() - reached > PATIENCE.toNanos() || !pause()) {
        return new Ask.End(Ask.Outcome.UNREACHABLE, "The agent can't be reached: " + reason + ".");
      }
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException || e instanceof ConnectException
        ? "it doesn't run"
        : String.valueOf(e.getMessage());
  }

  private static boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Until the turn or the connection has ended. */
  private void exchange(TextSocket open) throws IOException {
    byte[] message = open.receive();
    while (message != null) {
      boolean before = turn.isSent();
      turn.receive(PlainFrame.read(message));
      if (turn.end() != null) {
        return;
      }
      Duration timeout = options.timeout();
      if (!before && turn.isSent() && timeout != null) {
        Thread.ofPlatform().daemon().name("timeout").start(() -> stopAfter(timeout));
      }
      if (out.isClosed() && given.get() == null) {
        stop(Ask.Outcome.CANCELLED);
      }
      message = open.receive();
    }
  }

  private void stopAfter(Duration timeout) {
    try {
      if (!over.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        stop(Ask.Outcome.TIMED_OUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cancels the turn, and waits no longer for its end than that may take. */
  private void stop(Ask.Outcome outcome) {
    if (given.compareAndSet(null, outcome)) {
      turn.cancel();
      Thread.ofPlatform()
          .daemon()
          .name("grace")
          .start(() -> {
            if (!awaitEnd()) {
              abandon();
            }
          });
    }
  }

  private void abandon() {
    abandoned = true;
    TextSocket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        return; // It is gone.
      }
    }
  }

  private static @Nullable String message(Ask.Outcome outcome) {
    return outcome == Ask.Outcome.TIMED_OUT ? "The turn took too long and was cancelled." : null;
  }
}
