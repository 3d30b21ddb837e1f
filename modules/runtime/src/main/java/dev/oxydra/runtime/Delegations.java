package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.TurnDesk;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes what lets agents ask others. */
public final class Delegations {
  private Delegations() {}

  /**
   * Children run at the desk, in sessions below their parents'.
   *
   * @param agents who there is; those with a description may be asked
   * @param bounds how much may be delegated
   * @param journal where the parents' sessions are
   * @param desk is asked for when the first child is to run
   * @param supervisor has agents not asked that fail too often
   * @return null where nobody can be asked
   */
  public static @Nullable Delegation create(
      List<Bootstrap.Agent> agents,
      AgentConfig.Delegating bounds,
      Journal journal,
      Supplier<TurnDesk> desk,
      Supervisor supervisor) {
    Ancestry ancestry = new Ancestry(agents, bounds, journal);
    return ancestry.all().isEmpty() || bounds.maxDepth() == 0
        ? null
        : new ChildTurns(ancestry, desk, supervisor);
  }
}
