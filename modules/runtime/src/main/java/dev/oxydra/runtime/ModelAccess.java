package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Provider;
import java.time.InstantSource;

/**
 * The models, and what asking them takes; all agents share it.
 *
 * @param models finds the model of a turn that asks for one
 * @param calibration what was learnt of how they count
 * @param ledger what is spent
 * @param compaction sums up what gets long
 * @param constraints what the user wants of every turn
 */
record ModelAccess(
    Provider provider,
    ModelSelector models,
    Calibration calibration,
    Ledger ledger,
    Compaction compaction,
    Constraints constraints) {

  static ModelAccess of(
      Provider provider,
      ModelSelector models,
      RecentSessions sessions,
      AgentConfig.Runtime config) {
    Journal journal = sessions.journal();
    Calibration calibration = new Calibration();
    Ledger ledger = new Ledger(journal, config.budgets(), InstantSource.system());
    return new ModelAccess(
        provider,
        models,
        calibration,
        ledger,
        new Compaction(provider, models, sessions, config, calibration, ledger),
        new Constraints(journal));
  }
}
