package dev.oxydra.gateway;

import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnRunner;
import java.util.stream.Collectors;

/** Asks the runner, before anything is committed, whether agents and models are there. */
record RunnerCheck(TurnRunner runner) {
  void requireAgent(String name) {
    if (!runner.agents().contains(name)) {
      throw new GatewayException(
          GatewayException.Code.UNKNOWN_AGENT,
          "There is no agent '%s'; there is %s"
              .formatted(
                  name,
                  runner.agents().stream()
                      .sorted()
                      .map(agent -> "'" + agent + "'")
                      .collect(Collectors.joining(", "))));
    }
  }

  /** Whether a turn of this agent could run. */
  void requireModel(Turn turn) {
    try {
      runner.check(turn);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          GatewayException.Code.UNKNOWN_MODEL, String.valueOf(e.getMessage()), e);
    }
  }
}
