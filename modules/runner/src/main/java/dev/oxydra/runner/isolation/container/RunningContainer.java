package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.ProcessEnd;
import dev.oxydra.runner.isolation.ProcessStart;
import dev.oxydra.runner.isolation.ResourceUsage;
import dev.oxydra.runner.isolation.Trace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A container that was started. Whether it runs is told by its first process, which goes on when
 * the engine goes away; how it ended is known by the engine alone.
 */
final class RunningContainer implements Launched {
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  /** What a killed process may take to be gone. */
  private static final Duration KILLED = Duration.ofSeconds(10);

  /** How long an engine that went away may take to come back and tell how a container ended. */
  private static final Duration ENGINE_BACK = Duration.ofSeconds(10);

  /** Of a program that the kernel killed: 128 and the number of SIGKILL. */
  private static final int KILLED_CODE = 137;

  private final Engine engine;
  private final String id;
  private final Optional<ProcessHandle> process;
  private final Instant startedAt;
  private final long memoryBytes;
  private final Trace trace;
  private @Nullable End end;

  private RunningContainer(
      Engine engine, String id, long pid, Instant startedAt, long memoryBytes) {
    this.engine = engine;
    this.id = id;
    this.process = pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
    this.startedAt = startedAt;
    this.memoryBytes = memoryBytes;
    this.trace = new Trace(ContainerTier.NAME, pid, pid > 0 ? ProcessStart.of(pid) : "", id);
  }

  static RunningContainer of(Engine engine, InspectContainerResponse container, long memoryBytes) {
    ContainerState state = container.getState();
    return new RunningContainer(
        engine,
        container.getId(),
        Objects.requireNonNullElse(state.getPidLong(), 0L),
        OffsetDateTime.parse(Objects.requireNonNull(state.getStartedAt())).toInstant(),
        memoryBytes);
  }

  @Override
  public long pid() {
    return trace.pid();
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public boolean isAlive() {
    return process.filter(first -> !ProcessEnd.isOver(first)).isPresent();
  }

  @Override
  public ResourceUsage usage() {
    return isAlive() ? ContainerUsage.of(pid()) : ResourceUsage.NONE;
  }

  @Override
  public Trace trace() {
    return trace;
  }

  @Override
  public End waitFor() throws InterruptedException {
    while (isAlive()) {
      try {
        awaitStopped(Duration.ofDays(365));
      } catch (IsolationException engineAway) {
        Thread.sleep(ASK_AGAIN); // What runs goes on without it.
      }
    }
    return finish();
  }

  @Override
  public void stop(Duration grace) {
    long begun = System.nanoTime();
    while (isAlive() && System.nanoTime() - begun < grace.toNanos()) {
      // Again and again: a first process is deaf to it until its handler is in place.
      signal("TERM");
      process.ifPresent(first -> ProcessEnd.within(first, ASK_AGAIN));
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    if (isAlive()) {
      signal("KILL");
      process.ifPresent(first -> ProcessEnd.within(first, KILLED));
    }
    try {
      finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String name) {
    try {
      engine.ask("stop the container " + id, client -> kill(client, name));
    } catch (IsolationException engineAway) {
      process.ifPresent(first -> {
        if (name.equals("KILL")) {
          first.destroyForcibly();
        } else {
          first.destroy();
        }
      });
    }
  }

  private boolean kill(DockerClient client, String signal) {
    try {
      client.killContainerCmd(id).withSignal(signal).exec();
      return true;
    } catch (DockerException e) {
      return false; // It has ended, or is about to.
    }
  }

  /** How it ended, asked for once; its container is removed. */
  private synchronized End finish() throws InterruptedException {
    End known = end;
    if (known == null) {
      known = ask();
      end = known;
    }
    return known;
  }

  private End ask() throws InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      try {
        awaitStopped(ENGINE_BACK);
        return engine.ask("tell how the container " + id + " ended", this::read);
      } catch (IsolationException e) {
        if (System.nanoTime() - begun > ENGINE_BACK.toNanos()) {
          return new End(
              End.UNKNOWN,
              "The container engine at %s does not answer, so nobody can tell how it ended."
                  .formatted(engine.socket()));
        }
        Thread.sleep(ASK_AGAIN);
      }
    }
  }

  private End read(DockerClient client) {
    try {
      ContainerState state = client.inspectContainerCmd(id).exec().getState();
      int code = (int) (long) Objects.requireNonNullElse(state.getExitCodeLong(), (long) End.UNKNOWN);
      boolean starved = code == KILLED_CODE && Boolean.TRUE.equals(state.getOOMKilled());
      End read = new End(code, starved ? starved() : Objects.requireNonNullElse(state.getError(), ""));
      ContainerStart.remove(client, id);
      return read;
    } catch (NotFoundException e) {
      return new End(End.UNKNOWN, "Its container was removed.");
    }
  }

  private String starved() {
    return "It used more than its %d MiB of memory.".formatted(memoryBytes >> 20);
  }

  /** Returns when the engine takes it for stopped, or knows it no more. */
  private void awaitStopped(Duration patience) throws InterruptedException {
    try (DockerClient client = engine.open();
        WaitContainerResultCallback stopped = client.waitContainerCmd(id).start()) {
      if (!stopped.awaitCompletion(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw away("it did not answer in time");
      }
    } catch (NotFoundException e) {
      return;
    } catch (IOException | RuntimeException e) {
      throw away(Engine.said(e));
    }
  }

  private IsolationException away(String why) {
    return new IsolationException(
        IsolationException.Kind.UNAVAILABLE,
        "The container engine at %s can't be asked about %s: %s".formatted(engine.socket(), id, why));
  }
}
