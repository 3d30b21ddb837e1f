package dev.oxydra.benchmarks;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A guest without a runner and without a sandbox, in a workspace of its own, stopped when it is
 * closed.
 */
final class GuestProcess implements AutoCloseable {
  static final UserId USER = new UserId("bench");

  /** One of each type, with the type's name. */
  static final List<String> PROVIDERS =
      List.of("openai", "openai_responses", "anthropic", "gemini", "demo");

  /** What is usual. */
  static final AgentConfig.Runtime RUNTIME =
      new AgentConfig.Runtime(50, Duration.ofMinutes(30), 8, null);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path ipc;
  private final Process process;

  private GuestProcess(Path ipc, Process process) {
    this.ipc = ipc;
    this.process = process;
  }

  /**
   * Limits that no measurement meets.
   *
   * @param connections how many there may be at once
   */
  static AgentConfig.Gateway limits(int connections) {
    return new AgentConfig.Gateway(
        List.of(),
        List.of(),
        64L << 20,
        4,
        10L << 20,
        40L << 20,
        100_000,
        1000,
        1000,
        24,
        new AgentConfig.Connections(connections, Duration.ofSeconds(60), 100_000, 100_000));
  }

  /**
   * Starts one; it may not be ready yet.
   *
   * @param workspace an empty folder
   * @param provider which one answers: one of {@link #PROVIDERS}
   */
  static GuestProcess start(
      List<String> command, Map<String, String> environment, Path workspace, String provider)
      throws IOException {
    return start(
        command, environment, workspace, provider, "", AgentConfig.Gateway.defaults(), RUNTIME);
  }

  /**
   * The same with commands, and other limits.
   *
   * @param shellSocket where the shell daemon listens; empty for none
   * @param runtime the bounds of turns, such as {@link #RUNTIME}
   */
  static GuestProcess start(
      List<String> command,
      Map<String, String> environment,
      Path workspace,
      String provider,
      String shellSocket,
      AgentConfig.Gateway gateway,
      AgentConfig.Runtime runtime)
      throws IOException {
    Bootstrap bootstrap = bootstrap(workspace, provider, shellSocket, gateway, runtime);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(workspace.resolve("guest.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      LengthPrefixed.write(in, bootstrap);
    }
    return new GuestProcess(Path.of(bootstrap.paths().ipc()), process);
  }

  /** Its process. */
  Process process() {
    return process;
  }

  /** Waits until it says that it is ready, and connects. */
  SmallClient connect() throws IOException {
    Path endpoint = ipc.resolve("gateway-endpoint");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(endpoint)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(
            "The guest did not get ready: " + Files.readString(ipc.resolveSibling("guest.log")));
      }
      LockSupport.parkNanos(500_000);
    }
    String token = Files.readString(ipc.resolve("gateway-token")).strip();
    return SmallClient.connect(ipc.resolve("gateway.sock"), token);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static Bootstrap bootstrap(
      Path workspace,
      String provider,
      String shellSocket,
      AgentConfig.Gateway gateway,
      AgentConfig.Runtime runtime)
      throws IOException {
    List<String> folders = new ArrayList<>();
    for (String name : List.of("shared", "tmp", "vault", "internal", "ipc")) {
      folders.add(Files.createDirectory(workspace.resolve(name)).toString());
    }
    String ipc = folders.get(4);
    return new Bootstrap(
        Bootstrap.VERSION,
        USER,
        new Bootstrap.Paths(
            folders.get(0),
            folders.get(1),
            folders.get(2),
            folders.get(3),
            ipc,
            ipc + "/gateway.sock",
            ipc + "/broker.sock",
            shellSocket),
        "ws://127.0.0.1:1/ws",
        PROVIDERS.stream().map(GuestProcess::route).toList(),
        List.of(
            new Bootstrap.Agent(
                AgentConfig.DEFAULT_AGENT,
                ModelRef.parse(provider + "/model"),
                ReasoningEffort.AUTO,
                null)),
        List.of(),
        AgentConfig.Reliability.defaults(),
        "",
        false,
        runtime,
        new AgentConfig.Tools(
            16_384,
            Duration.ofMinutes(10),
            new AgentConfig.Shell(Duration.ofMinutes(2), Duration.ofHours(1))),
        // Nobody is there who could be asked.
        new AgentConfig.Approvals(
            AgentConfig.ApprovalMode.FULL, List.of(), true, Duration.ofHours(24)),
        AgentConfig.Mcp.none(),
        MemoryConfig.defaults(),
        SchedulerConfig.defaults(),
        ChannelsConfig.defaults(),
        Bootstrap.Operator.NONE,
        gateway,
        AgentConfig.Retention.FOREVER,
        "none",
        List.of(),
        Bootstrap.Network.NONE,
        null);
  }

  private static ProviderRoute route(String type) {
    return new ProviderRoute(
        new ProviderId(type),
        type,
        "http://broker/providers/" + type,
        new ProviderRoute.Timeouts(PATIENCE, PATIENCE));
  }
}
