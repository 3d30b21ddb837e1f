package dev.oxydra.endtoend;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The guest program without a runner and without a sandbox, answered by the demo. It can be killed
 * and started again in the same workspace, which goes when this is closed.
 */
final class MortalGuest implements AutoCloseable {
  static final UserId USER = new UserId("alice");

  private static final Duration TIME = Duration.ofMinutes(5);

  private final Path workspace;
  private @Nullable Process process;

  MortalGuest() throws IOException {
    workspace = Files.createTempDirectory("oxm");
    for (String name : List.of("shared", "tmp", "vault", "internal", "ipc")) {
      Files.createDirectory(workspace.resolve(name));
    }
  }

  /** A file of the workspace, as {@code internal/journal.db}. */
  Path file(String path) {
    return workspace.resolve(path);
  }

  /** Starts it, after {@link #kill} again; it may not be ready yet. */
  void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Distribution.built().bin("guest").toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(file("guest.log").toFile()));
    Process started = builder.start();
    process = started;
    try (OutputStream in = started.getOutputStream()) {
      LengthPrefixed.write(in, bootstrap());
    }
  }

  /** Signal 9, wherever it is just now. */
  void kill() {
    end(true);
  }

  /** Signal 15, as the runner does. */
  void stop() {
    end(false);
  }

  private void end(boolean forcibly) {
    Process ending = process;
    if (ending == null) {
      return;
    }
    if (forcibly) {
      ending.destroyForcibly();
    } else {
      ending.destroy();
    }
    ending
        .onExit()
        .completeOnTimeout(ending, RunnerUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    if (ending.isAlive()) {
      ending.destroyForcibly().onExit().join();
      throw new AssertionError("The guest did not end: " + log());
    }
    process = null;
  }

  /** What it said on its standard error, in all its lives. */
  String log() {
    try {
      return Files.exists(file("guest.log"))
          ? new String(Files.readAllBytes(file("guest.log")), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      return "(not readable: " + e + ")";
    }
  }

  private Bootstrap bootstrap() {
    ProviderId demo = new ProviderId("demo");
    return new Bootstrap(
        Bootstrap.VERSION,
        USER,
        new Bootstrap.Paths(
            file("shared").toString(),
            file("tmp").toString(),
            file("vault").toString(),
            file("internal").toString(),
            file("ipc").toString(),
            file("ipc/gateway.sock").toString(),
            file("ipc/broker.sock").toString(),
            file("ipc/shell.sock").toString()),
        "ws://127.0.0.1:1/ws",
        List.of(
            new ProviderRoute(
                demo,
                "demo",
                "http://broker/providers/demo",
                new ProviderRoute.Timeouts(TIME, TIME))),
        List.of(
            new Bootstrap.Agent(
                AgentConfig.DEFAULT_AGENT, ModelRef.parse("demo/demo"), ReasoningEffort.AUTO, null),
            new Bootstrap.Agent(
                "helper",
                ModelRef.parse("demo/demo"),
                ReasoningEffort.AUTO,
                null,
                "Does whatever it is told.",
                Bootstrap.Agent.ALL_TOOLS,
                null,
                AgentConfig.Spend.UNLIMITED)),
        List.of(),
        AgentConfig.Reliability.defaults(),
        "",
        true,
        new AgentConfig.Runtime(50, TIME, 8, null),
        new AgentConfig.Tools(16_384, TIME, new AgentConfig.Shell(TIME, TIME)),
        // It has no sandbox, and nobody answers.
        new AgentConfig.Approvals(AgentConfig.ApprovalMode.FULL, List.of(), true, TIME),
        AgentConfig.Mcp.none(),
        MemoryConfig.defaults(),
        SchedulerConfig.defaults(),
        ChannelsConfig.defaults(),
        Bootstrap.Operator.NONE,
        AgentConfig.Gateway.defaults(),
        AgentConfig.Retention.FOREVER,
        "none",
        List.of(),
        Bootstrap.Network.NONE,
        null);
  }

  @Override
  public void close() throws IOException {
    kill();
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(workspace)) {
      walk.forEach(all::addFirst);
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
