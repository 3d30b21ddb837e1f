package dev.oxydra.tools.schedule;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a schedule. */
final class ScheduleCreateTool {
  private final Scheduler scheduler;

  ScheduleCreateTool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Tool(name = "schedule_create", tier = Tier.SIDE_EFFECTING)
  ToolOutput create(
      @Param("What you are to be told then; you will not see this conversation") String prompt,
      @Param("What the user calls it") @Nullable String name,
      @Param("Once, at this time, such as 2026-11-27T08:00:00+01:00") @Nullable String at,
      @Param("Again and again with so much time in between, such as PT2H or P1D")
          @Nullable String every,
      @Param("A cron expression of five fields, such as 0 8 * * MON-FRI") @Nullable String cron,
      @Param("Whose clock the cron expression is for, such as Europe/Berlin")
          @Nullable String timeZone,
      @Param("Whether the user is told what came of it; default always")
          Scheduler.@Nullable Notify notification,
      ToolContext call) {
    Scheduler.Cadence cadence = ScheduleArguments.cadence(at, every, cron, timeZone);
    if (cadence == null) {
      return ToolOutput.failed("Give at, every or cron");
    }
    Scheduler.Plan plan =
        new Scheduler.Plan(
            ScheduleArguments.name(name),
            ScheduleArguments.prompt(prompt),
            cadence,
            Objects.requireNonNullElse(notification, Scheduler.Notify.ALWAYS));
    return ToolOutput.ok(
        "Made " + ScheduleArguments.line(scheduler.create(call.sessionId(), plan)));
  }
}
