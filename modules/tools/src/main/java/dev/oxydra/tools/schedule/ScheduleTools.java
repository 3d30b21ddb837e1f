package dev.oxydra.tools.schedule;

import dev.oxydra.types.Scheduler;
import dev.oxydra.types.Tool;
import java.util.List;

/** Makes the tools of a scheduler. */
public final class ScheduleTools {
  private ScheduleTools() {}

  /** All of them, by name. */
  public static List<Tool> create(Scheduler scheduler) {
    return ToolIndex.create(scheduler);
  }
}
