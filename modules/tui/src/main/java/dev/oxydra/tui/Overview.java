package dev.oxydra.tui;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.OverviewFrame.RunningInfo;
import dev.oxydra.types.StartupStatus;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of what is around the conversation, and what lies over it.
 *
 * @param guest what the guest found when it started; null while that is unknown
 * @param panel what lies over the conversation; null for nothing
 * @param today what all sessions have cost today, in US dollars; null where no price is known
 * @param mode what the user is asked about in this session; null while that is unknown
 * @param served whether the server answers questions about it
 * @param live whether all that was said before is shown, and events tell of what happens now
 * @param running the turns that run or wait in all sessions, as of the last answer
 */
record Overview(
    @Nullable StartupStatus guest,
    @Nullable Panel panel,
    @Nullable BigDecimal today,
    @Nullable ApprovalMode mode,
    boolean served,
    boolean live,
    List<RunningInfo> running) {
  static final Overview NOTHING = new Overview(null, null, null, null, false, false, List.of());

  Overview {
    running = List.copyOf(running);
  }

  Overview with(StartupStatus found) {
    return new Overview(found, panel, today, mode, served, live, running);
  }

  Overview showing(@Nullable Panel open) {
    return new Overview(guest, open, today, mode, served, live, running);
  }

  Overview spent(@Nullable BigDecimal cost) {
    return new Overview(guest, panel, cost, mode, served, live, running);
  }

  Overview in(@Nullable ApprovalMode now) {
    return new Overview(guest, panel, today, now, served, live, running);
  }

  Overview running(List<RunningInfo> turns) {
    return new Overview(guest, panel, today, mode, served, live, turns);
  }

  Overview served(boolean does) {
    return new Overview(guest, panel, today, mode, does, live, running);
  }

  Overview live(boolean now) {
    return new Overview(guest, panel, today, mode, served, now, running);
  }
}
