package dev.oxydra.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSource;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tools of one session: those that its agent may use, and no more than whoever it works for
 * has. Who can be asked for help is said in the tool that asks.
 */
final class AgentTools {
  private AgentTools() {}

  /**
   * Of all tools, those of a session.
   *
   * @param own patterns of what its agent may use
   * @param waiting around the time in which the turn waits for others
   */
  static Toolbox of(
      Toolbox all, Ancestry ancestry, List<String> own, SessionId session, Waiting waiting) {
    List<String> line = ancestry.line(session);
    List<Delegation.Delegate> delegates = ancestry.delegates(line);
    Predicate<String> allowed =
        ancestry.tools(line).stream()
            .map(ToolNames::like)
            .reduce(ToolNames.like(own), Predicate::and)
            .and(name -> !name.equals(Delegation.TOOL) || !delegates.isEmpty());
    List<Tool> tools =
        all.tools().stream()
            .filter(tool -> allowed.test(tool.spec().name()))
            .map(tool ->
                tool.spec().name().equals(Delegation.TOOL)
                    ? new Asking(tool, spec(tool.spec(), delegates), waiting)
                    : tool)
            .toList();
    return new Toolbox(
        tools,
        new Some(all.more(), allowed),
        all.policy(),
        all.screen(),
        all.timeout(),
        all.answerTimeout(),
        all.upkeep(),
        all.checkpoints(),
        all.files());
  }

  private static ToolSpec spec(ToolSpec spec, List<Delegation.Delegate> delegates) {
    return new ToolSpec(
        spec.name(),
        delegates.stream()
            .map(delegate -> "\n- " + delegate.name() + ": " + delegate.description())
            .collect(Collectors.joining("", spec.description() + "\nThe agents are:", "")),
        spec.inputSchema(),
        spec.tier(),
        spec.revision());
  }

  /** Is told when a turn begins to wait for another one, and when it has done so. */
  @FunctionalInterface
  interface Waiting {
    void waits(boolean now);
  }

  /** The tool that asks another agent, whose time is not the asking turn's. */
  private record Asking(Tool tool, ToolSpec spec, Waiting waiting) implements Tool {
    @Override
    public ToolOutput run(JsonNode arguments, ToolContext context) throws InterruptedException {
      waiting.waits(true);
      try {
        return tool.run(arguments, context);
      } finally {
        waiting.waits(false);
      }
    }
  }

  private record Some(ToolSource all, Predicate<String> allowed) implements ToolSource {
    @Override
    public List<Tool> offered(SessionId session) throws InterruptedException {
      return all.offered(session).stream()
          .filter(tool -> allowed.test(tool.spec().name()))
          .toList();
    }

    @Override
    public @Nullable Tool find(String name) {
      return allowed.test(name) ? all.find(name) : null;
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
