package dev.oxydra.tools.schedule;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ToolOutput;

/** Shows what the turn of a schedule answered. */
final class ScheduleRunOutputTool {
  private final Scheduler scheduler;

  ScheduleRunOutputTool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Tool(name = "schedule_run_output", tier = Tier.READ_ONLY)
  ToolOutput output(@Param("The run's id, as schedule_runs shows it") String id) {
    String output = scheduler.output(id);
    return ToolOutput.ok(output.isBlank() ? "[It said nothing]" : output);
  }
}
