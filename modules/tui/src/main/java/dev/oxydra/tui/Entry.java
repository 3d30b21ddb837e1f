package dev.oxydra.tui;

import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing in the message pane. */
sealed interface Entry {
  /**
   * What a person wrote.
   *
   * @param seq its event, 0 for one that is not committed
   */
  record User(String text, long seq) implements Entry {}

  /**
   * What the model wrote.
   *
   * @param streaming whether it is still coming, and not committed
   * @param seq its event, 0 for one that is not committed
   */
  record Assistant(@Nullable TurnId turn, String text, boolean streaming, long seq)
      implements Entry {}

  /**
   * A tool call.
   *
   * @param arguments the head of its arguments, on one line
   * @param outcome null while it runs
   * @param result the head of its result, on one line
   * @param details what it shows when it is open
   */
  record Tool(
      String callId,
      String name,
      String arguments,
      ToolResult.@Nullable Outcome outcome,
      long durationMs,
      String result,
      Details details)
      implements Entry {}

  /**
   * All of a tool call, as far as it is kept.
   *
   * @param open whether it is shown
   * @param arguments as they were given, one a line or more
   * @param output the end of what it has written while it ran
   * @param result what the model was shown
   */
  record Details(boolean open, String arguments, String output, String result) {}

  /**
   * What the model thought before it answered.
   *
   * @param open whether it is shown
   */
  record Reasoning(TurnId turn, String text, boolean open) implements Entry {}

  /** What the turn was shown of the memory without having asked. */
  record Recalled(List<MemoryEvent.Place> items) implements Entry {
    public Recalled {
      items = List.copyOf(items);
    }
  }

  /** Something that the program says. */
  record Notice(Level level, String text) implements Entry {}

  /** How loudly. */
  enum Level {
    INFO,
    WARNING,
    ERROR
  }
}
