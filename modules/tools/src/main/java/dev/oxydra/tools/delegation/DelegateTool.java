package dev.oxydra.tools.delegation;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Has another agent do a part of the work. */
final class DelegateTool {
  /** The longest brief, in characters. */
  static final int MAX_BRIEF = 20_000;

  private final Delegation delegation;

  DelegateTool(Delegation delegation) {
    this.delegation = delegation;
  }

  @Tool(name = "delegate_to_agent", tier = Tier.SIDE_EFFECTING)
  ToolOutput delegate(
      @Param("The agent's name") String agent,
      @Param("What is to be reached") String goal,
      @Param("What it has to know; it sees nothing of this conversation")
          @Nullable List<String> keyFacts,
      @Param("What its answer has to hold, and in which form") @Nullable String expectedOutput,
      ToolContext call)
      throws InterruptedException {
    List<Delegation.Delegate> known = delegation.delegates();
    if (known.stream().noneMatch(delegate -> delegate.name().equals(agent))) {
      return ToolOutput.failed(
          "/agent: there is no agent '%s'. The agents are: %s"
              .formatted(
                  agent,
                  known.stream()
                      .map(delegate -> delegate.name() + " (" + delegate.description() + ")")
                      .collect(Collectors.joining(", "))));
    }
    if (goal.isBlank()) {
      return ToolOutput.failed("/goal: must not be empty");
    }
    Delegation.Brief brief =
        new Delegation.Brief(
            agent,
            goal,
            keyFacts == null ? List.of() : keyFacts,
            expectedOutput == null ? "" : expectedOutput);
    int length = length(brief);
    return length > MAX_BRIEF
        ? ToolOutput.failed(
            "The brief has %d characters, the limit is %d; write a file and name it"
                .formatted(length, MAX_BRIEF))
        : delegation.delegate(call, brief);
  }

  private static int length(Delegation.Brief brief) {
    return brief.goal().length()
        + brief.expectedOutput().length()
        + brief.keyFacts().stream().mapToInt(String::length).sum();
  }
}
