package dev.oxydra.channels;

import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** A connection to the gateway with requests that wait for their answers. */
final class SessionLink implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChannelHost.Link link;
  private final Consumer<ServerFrame> frames;
  private final AtomicLong requests = new AtomicLong();
  private final Map<String, CompletableFuture<ServerFrame>> asked = new ConcurrentHashMap<>();

  /**
   * @param frames is called with every frame, but for errors that answer requests
   * @param onEnd is called once, when the connection has ended
   */
  SessionLink(
      ChannelHost host, String channel, Consumer<ServerFrame> frames, Consumer<SessionLink> onEnd) {
    this.frames = frames;
    this.link =
        host.connect(
            channel,
            this::received,
            () -> {
              ended();
              onEnd.accept(this);
            });
  }

  private void received(ServerFrame frame) {
    String request = Answers.requestId(frame);
    CompletableFuture<ServerFrame> waiting = request == null ? null : asked.remove(request);
    if (waiting != null) {
      waiting.complete(frame);
      if (frame instanceof ServerFrame.Error) {
        return; // who asked is told
      }
    }
    committed(frame);
    frames.accept(frame);
  }

  /** A turn that is in the journal is accepted, whether it runs or waits. */
  private void committed(ServerFrame frame) {
    if (frame instanceof ServerFrame.Journalled event
        && event.type().equals("turn.submitted")
        && event.turnId() != null) {
      CompletableFuture<ServerFrame> waiting = asked.remove(turnKey(event.turnId()));
      if (waiting != null) {
        waiting.complete(frame);
      }
    }
  }

  private void ended() {
    asked.values().forEach(it -> it.completeExceptionally(new IllegalStateException("closed")));
  }

  private static String turnKey(TurnId turn) {
    return "turn " + turn;
  }

  /** Sends a request that nobody waits for the answer of. */
  void send(Function<String, ClientFrame> request) {
    link.send(request.apply("c" + requests.incrementAndGet()));
  }

  /**
   * Sends a request and waits for what answers it.
   *
   * @param request makes the frame, with this id
   * @throws IllegalStateException when there is no answer in time
   */
  ServerFrame ask(Function<String, ClientFrame> request) throws InterruptedException {
    String id = "c" + requests.incrementAndGet();
    CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      link.send(request.apply(id));
      return await(answer);
    } finally {
      asked.remove(id);
    }
  }

  /** Submits a turn, and waits until it is in the journal, or was before, or is refused. */
  ServerFrame submit(Function<String, ClientFrame.SendTurn> request) throws InterruptedException {
    String id = "c" + requests.incrementAndGet();
    CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
    ClientFrame.SendTurn frame = request.apply(id);
    asked.put(id, answer);
    asked.put(turnKey(frame.turnId()), answer);
    try {
      link.send(frame);
      return await(answer);
    } finally {
      asked.remove(id);
      asked.remove(turnKey(frame.turnId()));
    }
  }

  private static ServerFrame await(CompletableFuture<ServerFrame> answer)
      throws InterruptedException {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The agent doesn't answer", e);
    }
  }

  @Override
  public void close() {
    link.close();
    ended();
  }
}
