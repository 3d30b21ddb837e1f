package dev.oxydra.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Json;
import dev.oxydra.types.SentFiles;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The built-in tools over real folders. */
final class ToolBench {
  final Path shared;
  final Path tmp;
  final Path vault;
  final Path outside;

  /** How much of an output is shown, in bytes. */
  static final int LIMIT = 16_384;

  private final Toolbox box;

  /** What tools wrote while they ran. */
  final List<TurnUpdate.ToolOutput> watched = new CopyOnWriteArrayList<>();

  /** What the user has sent. */
  SentFiles sent = SentFiles.NONE;

  ToolBench(Path folder, String shellSocket) throws IOException {
    shared = Files.createDirectories(folder.resolve("shared"));
    tmp = Files.createDirectories(folder.resolve("tmp"));
    vault = Files.createDirectories(folder.resolve("vault"));
    outside = Files.createDirectories(folder.resolve("outside"));
    box =
        BuiltInTools.create(
            paths(shellSocket),
            new AgentConfig.Tools(
                LIMIT,
                Duration.ofSeconds(60),
                new AgentConfig.Shell(Duration.ofSeconds(30), Duration.ofSeconds(60))),
            AgentConfig.Approvals.defaults(),
            AgentConfig.Mcp.none(),
            Bootstrap.Network.NONE,
            "process");
  }

  Bootstrap.Paths paths(String shellSocket) {
    String none = shared.resolveSibling("none").toString();
    return new Bootstrap.Paths(
        shared.toString(), tmp.toString(), vault.toString(), none, none, none, none, shellSocket);
  }

  List<Tool> tools() {
    return box.tools();
  }

  /** Runs a tool; single quotes stand for double ones. */
  ToolOutput run(String name, String arguments) throws Exception {
    return run(name, Json.mapper().readTree(arguments.replace('\'', '"')));
  }

  ToolOutput run(String name, JsonNode arguments) throws Exception {
    Tool tool =
        box.tools().stream().filter(t -> t.spec().name().equals(name)).findFirst().orElseThrow();
    return box.screen().screen(tool.spec(), output(tool, arguments));
  }

  private ToolOutput output(Tool tool, JsonNode arguments) throws InterruptedException {
    try {
      return tool.run(
          arguments,
          new ToolContext(
              SessionId.create(),
              TurnId.create(),
              "call-1",
              (stream, chunk) -> watched.add(new TurnUpdate.ToolOutput("call-1", stream, chunk)),
              sent,
              Set.of()));
    } catch (ToolException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled");
      }
      return ToolOutput.failed(String.valueOf(e.getMessage()));
    }
  }

  /** The real file behind the path of kept output that {@code text} names. */
  Path kept(String text) {
    int at = text.indexOf("/tmp/outputs/");
    return tmp.resolve(text.substring(at + "/tmp/".length(), text.indexOf(".txt", at) + 4));
  }
}
