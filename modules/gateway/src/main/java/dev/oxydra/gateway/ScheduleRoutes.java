package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Json;
import dev.oxydra.types.OverviewFrame.ScheduleInfo;
import dev.oxydra.types.ToolException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What schedules there are, and what can be done with one: for the runner's commands. */
record ScheduleRoutes(ScheduleDesk desk) {
  private static final int RUNS = 100;

  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.get(
            "/schedules",
            answer(id ->
                Map.of("schedules", desk.list().stream().map(ScheduleRoutes::shown).toList()))),
        HttpRoute.get(
            "/schedules/{id}/runs", answer(id -> Map.of("runs", desk.scheduler().runs(id, RUNS)))),
        HttpRoute.post("/schedules/{id}/pause", answer(id -> shown(desk.enable(id, false))))
            .withoutBody(),
        HttpRoute.post("/schedules/{id}/resume", answer(id -> shown(desk.enable(id, true))))
            .withoutBody(),
        HttpRoute.post("/schedules/{id}/run", answer(id -> desk.scheduler().runNow(id)))
            .withoutBody());
  }

  /** As in a frame, but that its id is just {@code id}. */
  private static JsonNode shown(ScheduleInfo schedule) {
    ObjectNode fields = Json.mapper().valueToTree(schedule);
    ObjectNode shown = Json.mapper().createObjectNode();
    shown.set("id", fields.remove("schedule_id"));
    return shown.setAll(fields);
  }

  private static HttpRoute.Handler answer(Function<String, Object> asking) {
    return call -> {
      try {
        return HttpAnswer.json(HttpResponseStatus.OK, Json.write(asking.apply(call.segment("id"))));
      } catch (ToolException e) {
        throw new GatewayException(Code.SCHEDULE_FAILED, String.valueOf(e.getMessage()), e);
      }
    };
  }
}
