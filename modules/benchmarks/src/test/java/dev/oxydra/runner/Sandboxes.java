package dev.oxydra.runner;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * The sandboxes that a configuration folder's users get, with other programs in them than guests
 * and shell daemons.
 */
final class Sandboxes implements AutoCloseable {
  /** Who is in a sandbox. */
  enum Role {
    GUEST,
    SHELL
  }

  /** Of a program that has to be stopped. */
  static final End GOES_ON = new End(End.UNKNOWN, "It did not end by itself.");

  private static final Duration COUNTED_EVERY = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final DaemonFiles files;
  private final GuestPlan plan;
  private final GuestLauncher launcher;
  private final Broker broker = new Broker();
  private final GuestConnections connections;

  /**
   * @param distribution what is installed
   * @param config the configuration folder
   */
  Sandboxes(Path distribution, Path config, UserId user) throws IOException {
    this.files = new DaemonFiles(config);
    files.makeRun();
    Map<String, String> environment =
        Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Host host = new Host(environment, distribution, config, user.value(), new NoInput(), out, out);
    this.plan =
        new ConfiguredGuests(
                files,
                host,
                broker,
                (loaded, roster) -> new Catalog(Map.of()),
                HostEmbedders.of(new Distribution(distribution), files, environment))
            .plan(user, false, Map.of());
    this.launcher = new GuestLauncher(new Distribution(distribution), files, environment);
    plan.workspace().create();
    this.connections = plan.connections().open(0);
  }

  Workspace workspace() {
    return plan.workspace();
  }

  DaemonFiles files() {
    return files;
  }

  /**
   * What a program found, and how it ended.
   *
   * @param processes how many it was seen to have at most
   */
  record Ran(List<String> output, End end, Duration took, int processes) {
    @Override
    public String toString() {
      return "%s after %.1f s, %d processes".formatted(end, took.toMillis() / 1e3, processes);
    }
  }

  /** Runs a program in place of the guest or of its shell daemon, to its end. */
  Ran run(Role role, ResourceLimits limits, Duration patience, UnaryOperator<List<String>> command)
      throws IOException, InterruptedException {
    Path output = files.run().resolve("output-" + role);
    Files.deleteIfExists(output);
    Files.createFile(output);
    long begun = System.nanoTime();
    Launched launched = launch(role, new InPlaceOf(plan.tier(), command, limits, output));
    AtomicInteger most = new AtomicInteger();
    Thread counter = Thread.ofPlatform().start(() -> count(launched, most));
    End end;
    try {
      end = ended(launched, patience);
    } finally {
      launched.stop(GRACE);
    }
    counter.join();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    List<String> said = Files.readAllLines(output, StandardCharsets.UTF_8);
    return new Ran(said, end, took, most.get());
  }

  private static void count(Launched launched, AtomicInteger most) {
    while (launched.isAlive()) {
      most.accumulateAndGet(launched.usage().processes(), Math::max);
      LockSupport.parkNanos(COUNTED_EVERY.toNanos());
    }
  }

  /** The log that a program in that role writes to. */
  String log(Role role) throws IOException {
    Path log = plan.workspace().log(role == Role.GUEST ? GuestLauncher.GUEST : GuestLauncher.SHELL);
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static End ended(Launched launched, Duration patience) throws InterruptedException {
    CompletableFuture<End> end = new CompletableFuture<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                end.complete(launched.waitFor());
              } catch (InterruptedException e) {
                end.completeExceptionally(e);
              }
            });
    try {
      return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      launched.stop(GRACE);
      waiter.join();
      return GOES_ON;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Could not wait for a program", e);
    }
  }

  private Launched launch(Role role, IsolationTier tier) {
    GuestPlan other = withTier(plan, tier);
    return role == Role.GUEST
        ? launcher.launchGuest(other, "ws://127.0.0.1:1/ws")
        : launcher.launchShell(other);
  }

  /** The same plan, but for its tier. */
  private static GuestPlan withTier(GuestPlan plan, IsolationTier tier) {
    try {
      List<Class<?>> types = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      for (RecordComponent component : GuestPlan.class.getRecordComponents()) {
        types.add(component.getType());
        values.add(
            component.getType() == IsolationTier.class
                ? tier
                : component.getAccessor().invoke(plan));
      }
      Constructor<GuestPlan> constructor =
          GuestPlan.class.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try (broker) {
      connections.close();
    }
  }

  /** Nobody is asked anything. */
  private static final class NoInput implements LineInput {
    @Override
    public String read() {
      throw new IllegalStateException("Nobody can be asked");
    }

    @Override
    public String readHidden(Runnable question) {
      question.run();
      return read();
    }
  }
}
