package dev.oxydra.benchmarks;

import java.nio.file.Path;
import java.util.Map;

/**
 * Runs one benchmark by name, an evaluation, or the making of pictures. Arguments: the
 * distribution's folder and the name; for {@code eval} the data's folder, for {@code screenshots}
 * that of the pictures.
 */
public final class Main {
  /** A benchmark. */
  @FunctionalInterface
  interface Benchmark {
    void run(Path distribution) throws Exception;
  }

  private static final Map<String, Benchmark> BY_NAME =
      Map.of(
          "startup",
          StartupBench::run,
          "turn",
          TurnBench::run,
          "tui",
          TuiBench::run,
          "provider",
          ProviderBench::run,
          "gateway",
          GatewayBench::run,
          "journal",
          JournalBench::run,
          "broker",
          BrokerBench::run,
          "tiers",
          TiersBench::run,
          "tools",
          ToolsBench::run,
          "memory",
          MemoryBench::run);

  private Main() {}

  /** Exit codes: 0 it ran, 2 there is none of that name. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments.length > 1 ? arguments[1] : "startup";
    if (name.equals("screenshots")) {
      Screenshots.run(Path.of(arguments[0]), Path.of(arguments[2]));
      return;
    }
    if (name.equals("eval")) {
      MemoryEval.run(Path.of(arguments[2]));
      return;
    }
    Benchmark benchmark = BY_NAME.get(name);
    if (benchmark == null) {
      System.err.println("There is no benchmark '" + name + "'; there are " + BY_NAME.keySet());
      System.exit(2);
      return;
    }
    benchmark.run(Path.of(arguments[0]));
  }
}
