package dev.oxydra.types;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a model may call, and the rules for it.
 *
 * @param tools each with a name of its own
 * @param policy which calls run, which are asked about, which are refused
 * @param screen what is done to outputs before anybody sees them
 * @param timeout how long a call of a tool may take
 * @param answerTimeout how long the user may take to answer a question
 * @param files gives the files that results refer to
 */
public record Toolbox(
    List<Tool> tools,
    ToolPolicy policy,
    OutputScreen screen,
    Function<ToolSpec, Duration> timeout,
    Duration answerTimeout,
    FileSource files) {
  /** Tools whose results refer to no files. */
  public Toolbox(
      List<Tool> tools,
      ToolPolicy policy,
      OutputScreen screen,
      Function<ToolSpec, Duration> timeout,
      Duration answerTimeout) {
    this(tools, policy, screen, timeout, answerTimeout, FileSource.NONE);
  }

  public Toolbox {
    tools = List.copyOf(tools);
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(screen, "screen");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(answerTimeout, "answer_timeout");
    Objects.requireNonNull(files, "files");
  }

  /** Tools that run without being asked about, and whose outputs are shown as they are. */
  public static Toolbox of(List<Tool> tools) {
    return new Toolbox(
        tools,
        ToolPolicy.ALLOW_ALL,
        (tool, output) -> output,
        tool -> Duration.ofHours(1),
        Duration.ofHours(1));
  }

  /** Bounds outputs, and takes out of them what nobody should see. */
  @FunctionalInterface
  public interface OutputScreen {
    /**
     * Screens an output.
     *
     * @return what the model, the journal and the clients see
     */
    ToolOutput screen(ToolSpec tool, ToolOutput output);
  }
}
