package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What is taken over of a guest that an earlier daemon left.
 *
 * @param premises its workspace and connections
 * @param guest the agent JVM; null when it has died
 * @param shell the shell daemon; null when it has died
 * @param noted what the earlier daemon noted
 */
record AdoptedGuest(
    Premises premises, @Nullable Launched guest, @Nullable Launched shell, GuestProcesses noted) {
  /**
   * @throws RunnerException when it can't be taken over; nothing is changed then
   */
  static AdoptedGuest of(GuestPlan plan, DaemonFiles files, GuestProcesses noted) {
    String root = plan.workspace().root().toString();
    if (!noted.workspace().equals(root)) {
      throw refused(
          plan, "it runs in %s, and the configuration says %s".formatted(noted.workspace(), root));
    }
    WorkspaceSchema.CURRENT.check(plan.workspace());
    IsolationTier tier = plan.tier();
    Launched guest = adopt(plan, noted.guest(), plan.limits().guest());
    Launched shell = tier.allowsShell() ? adopt(plan, noted.shell(), plan.limits().shell()) : null;
    plan.workspace().create();
    Premises premises = Premises.open(plan, files, EndpointFile.portOf(noted.endpoint()));
    return new AdoptedGuest(premises, guest, shell, noted);
  }

  private static @Nullable Launched adopt(
      GuestPlan plan, @Nullable Trace trace, ResourceLimits limits) {
    if (trace == null) {
      return null;
    }
    IsolationTier tier = plan.tier();
    if (!trace.tier().equals(tier.name())) {
      boolean runs = GuestProcesses.process(trace).isPresent();
      if (!runs) {
        return null;
      }
      throw refused(
          plan,
          "it runs in the tier %s, and the configuration says %s"
              .formatted(trace.tier(), tier.name()));
    }
    Launched adopted = tier.adopt(trace, limits).orElse(null);
    if (adopted == null && GuestProcesses.process(trace).isPresent()) {
      throw refused(
          plan, "the tier %s does not find process %s".formatted(tier.name(), trace.pid()));
    }
    return adopted;
  }

  private static RunnerException refused(GuestPlan plan, String why) {
    return new RunnerException(
        Kind.FILES,
        "The guest of %s can't be taken over: %s. Run: runner restart".formatted(plan.user(), why));
  }
}
