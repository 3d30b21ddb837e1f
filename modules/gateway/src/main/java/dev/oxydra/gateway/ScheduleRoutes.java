package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Json;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Change;
import dev.oxydra.types.ToolException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What schedules there are, and what can be done with one: for the runner's commands.
 *
 * @param scheduler null where that is switched off
 */
record ScheduleRoutes(@Nullable Scheduler scheduler) {
  /** More than there may be. */
  private static final int ALL = 100_000;

  private static final int RUNS = 100;

  /**
   * A schedule.
   *
   * @param when a time, an ISO 8601 duration, or a cron expression
   * @param timeZone of a cron expression; null for others
   */
  record Shown(
      String id,
      @Nullable String name,
      String when,
      @Nullable String timeZone,
      String prompt,
      Scheduler.Notify notification,
      @Nullable Instant next,
      boolean enabled,
      String reason) {
    static Shown of(Scheduler.Schedule it) {
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
      return new Shown(
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

  /** What is asked. */
  private interface Asking {
    Object of(Scheduler scheduler, String id);
  }

  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.get(
            "/schedules",
            answer((it, id) ->
                Map.of("schedules", it.search("", ALL).stream().map(Shown::of).toList()))),
        HttpRoute.get(
            "/schedules/{id}/runs", answer((it, id) -> Map.of("runs", it.runs(id, RUNS)))),
        HttpRoute.post(
                "/schedules/{id}/pause", answer((it, id) -> Shown.of(it.edit(id, enabled(false)))))
            .withoutBody(),
        HttpRoute.post(
                "/schedules/{id}/resume", answer((it, id) -> Shown.of(it.edit(id, enabled(true)))))
            .withoutBody(),
        HttpRoute.post("/schedules/{id}/run", answer(Scheduler::runNow)).withoutBody());
  }

  private static Change enabled(boolean is) {
    return new Change(null, null, null, null, is);
  }

  private HttpRoute.Handler answer(Asking asking) {
    return call -> {
      if (scheduler == null) {
        throw new GatewayException(
            Code.SCHEDULER_DISABLED,
            "Schedules are switched off: set scheduler.enabled in agent.conf");
      }
      try {
        String id = call.segment("id");
        return HttpAnswer.json(HttpResponseStatus.OK, Json.write(asking.of(scheduler, id)));
      } catch (ToolException e) {
        throw new GatewayException(Code.SCHEDULE_FAILED, String.valueOf(e.getMessage()), e);
      }
    };
  }
}
