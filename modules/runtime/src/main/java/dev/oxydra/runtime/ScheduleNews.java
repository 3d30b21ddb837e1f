package dev.oxydra.runtime;

import dev.oxydra.types.ScheduleEvent.Definition;
import dev.oxydra.types.Scheduler.Notify;
import dev.oxydra.types.TurnState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the user is told of a schedule, and how its agent says whether that is to be. */
final class ScheduleNews {
  /** An answer that holds this is told where the schedule asks for that. */
  static final String MARK = "[NOTIFY]";

  private ScheduleNews() {}

  /** What the agent is told. */
  static String prompt(Definition definition, Instant due) {
    String name = definition.name() == null ? "" : " \"" + definition.name() + "\"";
    String told =
        switch (definition.notification()) {
          case ALWAYS -> "The user is told your answer.";
          case CONDITIONAL ->
              "The user is told your answer only if %s stands in it: write that if there is something that the user should know now."
                  .formatted(MARK);
          case NEVER -> "The user is not told your answer.";
        };
    return "[Your schedule%s, due at %s. %s]\n\n%s".formatted(name, due, told, definition.prompt());
  }

  /** What the user is told of an end, by the schedule's own wish; null for nothing. */
  static @Nullable String of(Definition definition, TurnState state, String reason, String answer) {
    if (definition.notification() == Notify.NEVER) {
      return null;
    }
    if (state == TurnState.COMPLETED) {
      boolean told = definition.notification() == Notify.ALWAYS || answer.contains(MARK);
      return told ? answer.replace(MARK, "").strip() : null;
    }
    if (definition.notification() == Notify.CONDITIONAL) {
      return null;
    }
    return state == TurnState.CANCELLED ? "It was cancelled." : "It failed: " + reason;
  }

  static String failed(String reason, int times) {
    return "It failed %d times in a row: %s".formatted(times, reason);
  }

  static String disabled(String why) {
    return "It is disabled now. " + why;
  }
}
