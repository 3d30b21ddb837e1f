package dev.oxydra.tui;

import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.StartupStatus;
import java.util.ArrayList;
import java.util.List;

/** How the guest is, for people. */
final class Health {
  private Health() {}

  static String text(ServerFrame.HealthStatus health) {
    List<String> lines = new ArrayList<>();
    lines.add(
        health.healthy()
            ? "Your agent is well."
            : health.message() == null ? "Your agent is not well." : health.message());
    StartupStatus status = health.startupStatus();
    if (status != null) {
      lines.add(
          "It runs in the tier %s, with %s."
              .formatted(status.sandboxTier(), status.shellAvailable() ? "a shell" : "no shell"));
      status
          .degradedReasons()
          .forEach(reason -> lines.add("  ! " + PlainText.line(reason.detail())));
    }
    return String.join("\n", lines);
  }
}
