package dev.oxydra.gateway;

import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionInfo;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was spent of the budgets, by all sessions: for the runner's commands. */
record BudgetRoutes(SessionHub hub) {

  /**
   * What one session and those below it have spent.
   *
   * @param displayName null where it has none
   */
  record OfSession(String sessionId, @Nullable String displayName, BudgetStatus budget) {}

  /**
   * The answer.
   *
   * @param day what all have spent today; null where there is no session
   * @param sessions those that no other one works in, the most recently active first
   */
  record Budgets(@Nullable BudgetStatus day, List<OfSession> sessions) {}

  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.get(
            "/budget", call -> HttpAnswer.json(HttpResponseStatus.OK, Json.write(budgets()))));
  }

  private Budgets budgets() {
    BudgetStatus day = null;
    List<OfSession> sessions = new ArrayList<>();
    for (SessionInfo session : hub.journal().projections().sessions()) {
      if (session.parentSessionId() == null) {
        List<BudgetStatus> of = hub.runner().budgets(session.sessionId());
        sessions.add(
            new OfSession(session.sessionId().value(), session.displayName(), of.getFirst()));
        day = of.getLast();
      }
    }
    return new Budgets(day, sessions);
  }
}
