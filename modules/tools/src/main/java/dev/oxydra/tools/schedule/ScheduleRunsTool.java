package dev.oxydra.tools.schedule;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ToolOutput;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists what became of a schedule's occurrences. */
final class ScheduleRunsTool {
  private static final int DEFAULT_COUNT = 10;

  private final Scheduler scheduler;

  ScheduleRunsTool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Tool(name = "schedule_runs", tier = Tier.READ_ONLY)
  ToolOutput runs(
      @Param("The schedule's id, as schedule_search shows it") String id,
      @Param(value = "How many to show at most; default 10", min = 1, max = 100)
          @Nullable Integer limit) {
    String shown =
        scheduler.runs(id, limit == null ? DEFAULT_COUNT : limit).stream()
            .map(ScheduleRunsTool::line)
            .collect(Collectors.joining("\n"));
    return ToolOutput.ok(shown.isEmpty() ? "[It has not run yet]" : shown);
  }

  private static String line(Scheduler.Run run) {
    String reason = run.reason().isEmpty() ? "" : ": " + run.reason();
    return "%s, due at %s, %s%s".formatted(run.id(), run.due(), run.outcome(), reason);
  }
}
