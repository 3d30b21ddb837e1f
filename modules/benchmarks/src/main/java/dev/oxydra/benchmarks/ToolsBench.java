package dev.oxydra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.runtime.Agents;
import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.tools.BuiltInTools;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a tool call costs: the way through the invoker, a command's round trip, and a search beside
 * ripgrep's.
 */
final class ToolsBench {
  private static final int CALLS = 400;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 5;
  private static final int COMMANDS = 300;
  private static final double INVOKER_TARGET = 50;
  private static final double COMMAND_TARGET = 15;
  private static final Duration LONG = Duration.ofMinutes(5);

  private ToolsBench() {}

  static void run(Path home) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    try {
      Table.header();
      invoker(folder);
      commands(home, folder);
      SearchBench.run(toolbox(folder.resolve("search"), ""), folder.resolve("search/shared"));
    } finally {
      Folders.delete(folder);
    }
  }

  /** The time from one run of a tool that does nothing to the next, in one answer of the model. */
  private static void invoker(Path folder) throws Exception {
    Toolbox real = toolbox(folder.resolve("none"), "");
    Table.row(
        "invoker per call, journal in memory, p50",
        "us",
        rounds(() -> perCall(new InMemoryJournal(), real)),
        INVOKER_TARGET);
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("journal.db"))) {
      Table.row("the same with SQLite, two commits", "us", rounds(() -> perCall(journal, real)), 0);
    }
  }

  @FunctionalInterface
  private interface Round {
    double measure() throws Exception;
  }

  private static double[] rounds(Round round) throws Exception {
    List<Double> measured = new ArrayList<>();
    for (int i = 0; i < WARM_UP + ROUNDS; i++) {
      double value = round.measure();
      if (i >= WARM_UP) {
        measured.add(value);
      }
    }
    return measured.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** With the policy and the screen of the built-in tools. */
  private static double perCall(Journal journal, Toolbox real) {
    long[] at = new long[CALLS];
    int[] ran = {0};
    Tool nothing =
        new FakeTool(
            "nothing",
            SafetyTier.SIDE_EFFECTING,
            arguments -> {
              at[ran[0]++] = System.nanoTime();
              return ToolOutput.ok("done");
            });
    Toolbox box =
        new Toolbox(
            List.of(nothing), real.policy(), real.screen(), real.timeout(), real.answerTimeout());
    ModelRef model = ModelRef.parse("test/m");
    new Agents(
            List.of(new Bootstrap.Agent("default", model, ReasoningEffort.AUTO, null)),
            new ScriptedProvider(ScriptedProvider.calls(calls()), ScriptedProvider.says("done")),
            (selection, otherwise) -> model,
            box,
            journal,
            new AgentConfig.Runtime(2, LONG, 8, null))
        .run(new Turn(TurnId.create(), SessionId.create(), "go", List.of()), update -> {});
    double[] micros =
        IntStream.range(1, ran[0]).mapToDouble(i -> (at[i] - at[i - 1]) / 1e3).sorted().toArray();
    return micros[micros.length / 2];
  }

  private static ToolCall[] calls() {
    return IntStream.range(0, CALLS)
        .mapToObj(i ->
            new ToolCall("call-" + i, "nothing", JsonNodeFactory.instance.objectNode().put("n", i)))
        .toArray(ToolCall[]::new);
  }

  /** {@code shell_exec true}, with a shell daemon in a process of its own, without a sandbox. */
  private static void commands(Path home, Path folder) throws Exception {
    Path socket = folder.resolve("shell.sock");
    List<String> command = new ArrayList<>(Launchers.command(home.resolve("bin/shell-daemon")));
    command.add(socket.toString());
    Process daemon = new ProcessBuilder(command).inheritIO().start();
    try {
      Toolbox box = toolbox(folder.resolve("shell"), socket.toString());
      JsonNode arguments =
          JsonNodeFactory.instance.objectNode().put("command", "true").put("directory", "/tmp");
      double[] millis = new double[COMMANDS];
      for (int i = -COMMANDS / 10; i < COMMANDS; i++) {
        long begun = System.nanoTime();
        ToolOutput output = run(box, "shell_exec", arguments);
        if (!output.ok()) {
          throw new IllegalStateException(output.text());
        }
        if (i >= 0) {
          millis[i] = (System.nanoTime() - begun) / 1e6;
        }
      }
      Arrays.sort(millis);
      Table.row("shell_exec true", "ms", millis, COMMAND_TARGET);
    } finally {
      daemon.destroy();
      if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    }
  }

  static ToolOutput run(Toolbox box, String name, JsonNode arguments) throws InterruptedException {
    Tool tool =
        box.tools().stream()
            .filter(each -> each.spec().name().equals(name))
            .findFirst()
            .orElseThrow();
    return tool.run(arguments, new ToolContext(SessionId.create(), TurnId.create(), "call"));
  }

  private static Toolbox toolbox(Path folder, String shell) throws Exception {
    String shared = Files.createDirectories(folder.resolve("shared")).toString();
    String tmp = Files.createDirectories(folder.resolve("tmp")).toString();
    String none = folder.resolve("none").toString();
    return BuiltInTools.create(
        new Bootstrap.Paths(shared, tmp, none, none, none, none, none, shell),
        new AgentConfig.Tools(16_384, LONG, new AgentConfig.Shell(LONG, LONG)),
        AgentConfig.Approvals.defaults(),
        AgentConfig.Mcp.none(),
        Bootstrap.Network.NONE,
        "process");
  }
}
