package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the control socket: requests, each answered before the next one is read. */
final class ControlConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);

  private final SocketChannel channel;
  private final ControlLimits limits;
  private final ScheduledExecutorService clock;
  private final long begun = System.nanoTime();
  private volatile State state = State.WAITING;

  /** What it is at. */
  enum State {
    /** For a request. */
    WAITING,
    /** A request is being done. */
    WORKING,
    /** The reply is on its way. */
    ANSWERING
  }

  /**
   * @param clock closes it when its time is over
   */
  ControlConnection(SocketChannel channel, ControlLimits limits, ScheduledExecutorService clock) {
    this.channel = channel;
    this.limits = limits;
    this.clock = clock;
  }

  State state() {
    return state;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Answers requests until the peer ends it, sends something else, or is too slow. */
  void serve(Function<ControlRequest, ControlReply> handler) {
    try {
      InputStream in = Channels.newInputStream(channel);
      ControlRequest request = inTime(() -> next(in));
      while (request != null) {
        state = State.WORKING;
        ControlReply reply = handler.apply(request);
        state = State.ANSWERING;
        write(reply);
        state = State.WAITING;
        request = inTime(() -> next(in));
      }
    } catch (JsonProcessingException | StreamCorruptedException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.debug("A control connection broke", e);
    }
  }

  private @Nullable ControlRequest next(InputStream in) throws IOException {
    return LengthPrefixed.read(in, ControlRequest.class, limits.request());
  }

  private void refuse(String why) {
    LOG.info("A control request was not understood: {}", why);
    try {
      write(ControlReply.notUnderstood());
    } catch (IOException e) {
      LOG.debug("A control connection broke", e);
    }
  }

  private void write(ControlReply reply) throws IOException {
    OutputStream out = Channels.newOutputStream(channel);
    inTime(() -> {
      LengthPrefixed.write(out, reply);
      return reply;
    });
  }

  private <T extends @Nullable Object> T inTime(Callable<T> exchange) throws IOException {
    Future<?> end =
        clock.schedule(this::close, limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return exchange.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      end.cancel(false);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A control connection could not be closed", e);
    }
  }
}
