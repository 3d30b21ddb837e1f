package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.OverviewFrame.ScheduleInfo;
import dev.oxydra.types.OverviewRequest.ScheduleAction;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What schedules there are, and what can be done with one. What can't be done is a {@link
 * dev.oxydra.types.ToolException}.
 *
 * @param configured null where that is switched off
 */
record ScheduleDesk(@Nullable Scheduler configured) {
  /** More than there may be. */
  private static final int ALL = 100_000;

  /**
   * What has turns run at set times.
   *
   * @throws GatewayException where that is switched off
   */
  Scheduler scheduler() {
    if (configured == null) {
      throw new GatewayException(
          Code.SCHEDULER_DISABLED,
          "Schedules are switched off: set scheduler.enabled in agent.conf");
    }
    return configured;
  }

  /** All of them, the next one due first. */
  List<ScheduleInfo> list() {
    return scheduler().search("", ALL).stream().map(ScheduleDesk::info).toList();
  }

  /** Does something with one. */
  void change(String id, ScheduleAction action) {
    switch (action) {
      case PAUSE -> enable(id, false);
      case RESUME -> enable(id, true);
      case RUN -> scheduler().runNow(id);
      case DELETE -> scheduler().delete(id);
    }
  }

  /** Whether it is run when it is due, from now on. */
  ScheduleInfo enable(String id, boolean enabled) {
    return info(scheduler().edit(id, new Change(null, null, null, null, enabled)));
  }

  private static ScheduleInfo info(Scheduler.Schedule it) {
    String zone = null;
    String when =
        switch (it.plan().cadence()) {
          case Cadence.Once once -> once.at().toString();
          case Cadence.Every every -> every.interval().toString();
          case Cadence.Cron cron -> {
            zone = cron.zone().getId();
            yield cron.expression();
          }
        };
    return new ScheduleInfo(
        it.id(),
        it.plan().name(),
        when,
        zone,
        it.plan().prompt(),
        it.plan().notification(),
        it.next(),
        it.enabled(),
        it.reason());
  }
}
