package dev.oxydra.tools.schedule;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ToolOutput;
import org.jspecify.annotations.Nullable;

/** Changes a schedule. */
final class ScheduleEditTool {
  private final Scheduler scheduler;

  ScheduleEditTool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Tool(name = "schedule_edit", tier = Tier.SIDE_EFFECTING)
  ToolOutput edit(
      @Param("The schedule's id, as schedule_search shows it") String id,
      @Param("What you are to be told then") @Nullable String prompt,
      @Param("What the user calls it") @Nullable String name,
      @Param("Once, at this time, such as 2026-11-27T08:00:00+01:00") @Nullable String at,
      @Param("Again and again with so much time in between, such as PT2H or P1D")
          @Nullable String every,
      @Param("A cron expression of five fields, such as 0 8 * * MON-FRI") @Nullable String cron,
      @Param("Whose clock the cron expression is for, such as Europe/Berlin")
          @Nullable String timeZone,
      @Param("Whether the user is told what came of it") Scheduler.@Nullable Notify notification,
      @Param("Whether it runs when it is due; false pauses it") @Nullable Boolean enabled) {
    Scheduler.Change change =
        new Scheduler.Change(
            ScheduleArguments.name(name),
            prompt == null ? null : ScheduleArguments.prompt(prompt),
            ScheduleArguments.cadence(at, every, cron, timeZone),
            notification,
            enabled);
    if (change.equals(new Scheduler.Change(null, null, null, null, null))) {
      return ToolOutput.failed("Give what is to change");
    }
    return ToolOutput.ok("Changed " + ScheduleArguments.line(scheduler.edit(id, change)));
  }
}
