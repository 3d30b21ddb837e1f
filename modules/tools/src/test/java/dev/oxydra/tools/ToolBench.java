package dev.oxydra.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The built-in tools over real folders. */
final class ToolBench {
  final Path shared;
  final Path tmp;
  final Path outside;

  /** How much of an output is shown, in bytes. */
  static final int LIMIT = 16_384;

  private final List<Tool> tools;

  /** What tools wrote while they ran. */
  final List<TurnUpdate.ToolOutput> watched = new CopyOnWriteArrayList<>();

  ToolBench(Path folder, String shellSocket) throws IOException {
    shared = Files.createDirectories(folder.resolve("shared"));
    tmp = Files.createDirectories(folder.resolve("tmp"));
    outside = Files.createDirectories(folder.resolve("outside"));
    tools =
        BuiltInTools.create(
            paths(shellSocket),
            new AgentConfig.Tools(
                LIMIT, new AgentConfig.Shell(Duration.ofSeconds(30), Duration.ofSeconds(60))));
  }

  Bootstrap.Paths paths(String shellSocket) {
    String none = shared.resolveSibling("none").toString();
    return new Bootstrap.Paths(
        shared.toString(), tmp.toString(), none, none, none, none, none, shellSocket);
  }

  List<Tool> tools() {
    return tools;
  }

  /** Runs a tool; single quotes stand for double ones. */
  ToolOutput run(String name, String arguments) throws Exception {
    return run(name, Json.mapper().readTree(arguments.replace('\'', '"')));
  }

  ToolOutput run(String name, JsonNode arguments) throws Exception {
    Tool tool = tools.stream().filter(t -> t.spec().name().equals(name)).findFirst().orElseThrow();
    return tool.run(
        arguments,
        new ToolContext(
            SessionId.create(),
            TurnId.create(),
            "call-1",
            (stream, chunk) -> watched.add(new TurnUpdate.ToolOutput("call-1", stream, chunk))));
  }

  /** The real file behind the path of kept output that {@code text} names. */
  Path kept(String text) {
    int at = text.indexOf("/tmp/tool-output/");
    return tmp.resolve(text.substring(at + "/tmp/".length(), text.indexOf(".txt", at) + 4));
  }
}
