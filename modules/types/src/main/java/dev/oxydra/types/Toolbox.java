package dev.oxydra.types;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model may call, and the rules for it.
 *
 * @param tools those that are always there, each with a name of its own
 * @param more those that come and go, with other names
 * @param policy which calls run, which are asked about, which are refused
 * @param screen what is done to outputs before anybody sees them
 * @param timeout how long a call of a tool may take
 * @param answerTimeout how long the user may take to answer a question
 * @param upkeep what tools keep for sessions
 * @param checkpoints keeps the user's files as they are before a turn changes them
 * @param files gives the files that results refer to
 */
public record Toolbox(
    List<Tool> tools,
    ToolSource more,
    ToolPolicy policy,
    OutputScreen screen,
    Function<ToolSpec, Duration> timeout,
    Duration answerTimeout,
    Upkeep upkeep,
    Checkpoints checkpoints,
    FileSource files)
    implements AutoCloseable {
  public Toolbox {
    tools = List.copyOf(tools);
    Objects.requireNonNull(more, "more");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(screen, "screen");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(answerTimeout, "answer_timeout");
    Objects.requireNonNull(upkeep, "upkeep");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(files, "files");
  }

  /** Tools that keep nothing for sessions. */
  public Toolbox(
      List<Tool> tools,
      ToolPolicy policy,
      OutputScreen screen,
      Function<ToolSpec, Duration> timeout,
      Duration answerTimeout) {
    this(
        tools,
        ToolSource.NONE,
        policy,
        screen,
        timeout,
        answerTimeout,
        new Upkeep() {},
        Checkpoints.NONE,
        FileSource.NONE);
  }

  /** The same tools; what they change is kept here before. */
  public Toolbox with(Checkpoints kept) {
    return new Toolbox(tools, more, policy, screen, timeout, answerTimeout, upkeep, kept, files);
  }

  /** The same tools, under another policy. */
  public Toolbox withPolicy(ToolPolicy other) {
    return new Toolbox(
        tools, more, other, screen, timeout, answerTimeout, upkeep, checkpoints, files);
  }

  /** The same tools; their results refer to these files. */
  public Toolbox withFiles(FileSource source) {
    return new Toolbox(
        tools, more, policy, screen, timeout, answerTimeout, upkeep, checkpoints, source);
  }

  /** The same tools, and those that come and go. */
  public Toolbox withMore(ToolSource source) {
    return new Toolbox(
        tools, source, policy, screen, timeout, answerTimeout, upkeep, checkpoints, files);
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

  /** See {@link ToolSource#offered}. */
  public List<Tool> offered(SessionId session) throws InterruptedException {
    List<Tool> coming = more.offered(session);
    return coming.isEmpty() ? tools : Stream.concat(tools.stream(), coming.stream()).toList();
  }

  /** One by its name; null when there is none. */
  public @Nullable Tool find(String name) {
    for (Tool tool : tools) {
      if (tool.spec().name().equals(name)) {
        return tool;
      }
    }
    return more.find(name);
  }

  /** Ends whatever serves the tools. */
  @Override
  public void close() {
    more.close();
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

  /** What tools keep for sessions between calls. */
  public interface Upkeep {
    /**
     * What a call depends on besides its arguments, in words for people, such as {@code in
     * /shared/app}: what a user allows, they allow for that alone. Empty for nothing.
     */
    default String binding(SessionId session, ToolCall call) {
      return "";
    }

    /**
     * Ends what is kept for a session that has ended. Waits for what runs to be gone.
     *
     * @throws InterruptedException when the caller is to stop
     */
    default void ended(SessionId session) throws InterruptedException {}
  }
}
