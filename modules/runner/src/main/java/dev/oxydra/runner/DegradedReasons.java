package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.types.StartupStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What doesn't work as it should in a guest, with what to do. */
final class DegradedReasons {
  private DegradedReasons() {}

  static List<StartupStatus.Reason> of(
      GuestPlan plan,
      State state,
      String failure,
      GuestHealth health,
      @Nullable SupervisedShell shell,
      WorkspaceSize size) {
    List<StartupStatus.Reason> reasons = new ArrayList<>(plan.degradedReasons());
    if (!plan.awaitedKeys().isEmpty()) {
      add(
          reasons,
          "missing_key",
          "The daemon was started again and its keys are gone: set %s and run ./runner start."
              .formatted(String.join(", ", plan.awaitedKeys())));
    }
    if (state == State.RUNNING) {
      ofRunning(reasons, plan, health, shell, size);
    }
    String death = health.lastDeath(plan.limits().restart().window());
    if (!death.isEmpty() && state != State.FAILED) {
      add(reasons, "died", "The guest ended and was started again: " + death);
    }
    if (state == State.FAILED) {
      add(reasons, "failed", failure);
    }
    return reasons;
  }

  private static void ofRunning(
      List<StartupStatus.Reason> reasons,
      GuestPlan plan,
      GuestHealth health,
      @Nullable SupervisedShell shell,
      WorkspaceSize size) {
    if (!health.silence().isZero()) {
      add(
          reasons,
          "not_answering",
          "The guest runs and has not answered for %d s. See: runner logs; or: runner restart"
              .formatted(health.silence().toSeconds()));
    }
    if (shell != null && shell.isSuspended()) {
      add(
          reasons,
          "workspace_full",
          "The files in %s are %d MiB, more than limits.max_workspace = %d MiB: commands are off. Delete some of shared or tmp there, or raise the limit in runner.conf."
              .formatted(
                  plan.workspace().root(), size.bytes() >> 20, plan.limits().maxWorkspace() >> 20));
    } else if (shell != null && shell.running() == null) {
      String death = shell.lastDeath().isEmpty() ? "" : " It ended with " + shell.lastDeath();
      add(
          reasons,
          "shell_down",
          "The shell daemon doesn't run: commands fail.%s See %s"
              .formatted(death, plan.workspace().log(GuestLauncher.SHELL)));
    }
  }

  private static void add(List<StartupStatus.Reason> reasons, String code, String detail) {
    reasons.add(new StartupStatus.Reason(code, detail));
  }
}
