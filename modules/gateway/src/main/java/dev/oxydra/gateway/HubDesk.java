package dev.oxydra.gateway;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnId;
import java.util.function.Supplier;

/** Runs the turns of schedules and of agents that work for others among those of clients. */
record HubDesk(SessionHub hub) implements TurnDesk {

  @Override
  public void open(SessionId session, EventPayload.SessionCreated made) {
    refused(() -> {
      hub.requireAgent(made.agentName());
      return hub.directory().open(session, made);
    });
  }

  @Override
  public long submit(Turn turn) {
    return refused(() -> hub.submit(turn, true).seq());
  }

  @Override
  public End await(SessionId session, TurnId turn) throws InterruptedException {
    hub.lines().awaitEnd(session, turn);
    TurnHistory.Outcome outcome = hub.history().outcomeOf(session, turn);
    if (outcome.end() == null) {
      throw new RefusedException(
          GatewayException.Code.NO_ACTIVE_TURN.word(),
          "Turn %s of session %s has no end in the journal".formatted(turn, session),
          null);
    }
    return new End(
        outcome.end().payload(), outcome.answer() == null ? "" : outcome.answer().message().text());
  }

  @Override
  public boolean cancel(SessionId session, TurnId turn) {
    return refused(() -> hub.changes().cancel(session, turn));
  }

  private static <T> T refused(Supplier<T> request) {
    try {
      return request.get();
    } catch (GatewayException e) {
      throw new RefusedException(e.code().word(), String.valueOf(e.getMessage()), e);
    }
  }
}
