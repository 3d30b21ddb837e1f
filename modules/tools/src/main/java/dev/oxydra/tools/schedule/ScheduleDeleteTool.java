package dev.oxydra.tools.schedule;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ToolOutput;

/** Deletes a schedule. */
final class ScheduleDeleteTool {
  private final Scheduler scheduler;

  ScheduleDeleteTool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Tool(name = "schedule_delete", tier = Tier.SIDE_EFFECTING)
  ToolOutput delete(@Param("The schedule's id, as schedule_search shows it") String id) {
    scheduler.delete(id);
    return ToolOutput.ok("Deleted " + id);
  }
}
