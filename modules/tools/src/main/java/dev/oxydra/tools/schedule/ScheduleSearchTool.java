package dev.oxydra.tools.schedule;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ToolOutput;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists schedules. */
final class ScheduleSearchTool {
  private static final int DEFAULT_COUNT = 20;

  private final Scheduler scheduler;

  ScheduleSearchTool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Tool(name = "schedule_search", tier = Tier.READ_ONLY)
  ToolOutput search(
      @Param("Words of the name or the prompt; left out for all") @Nullable String query,
      @Param(value = "How many to show at most; default 20", min = 1, max = 100)
          @Nullable Integer limit) {
    String shown =
        scheduler
            .search(query == null ? "" : query.strip(), limit == null ? DEFAULT_COUNT : limit)
            .stream()
            .map(schedule -> ScheduleArguments.line(schedule) + "\n   " + schedule.plan().prompt())
            .collect(Collectors.joining("\n"));
    return ToolOutput.ok(shown.isEmpty() ? "[There is no such schedule]" : shown);
  }
}
