package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the bubblewrap of this host can do, found out by doing it.
 *
 * @param noNestedNamespaces whether it can forbid user namespaces in the sandbox
 * @param sizes whether it can bound file systems in memory, as it can since version 0.7
 */
record BubblewrapFeatures(boolean noNestedNamespaces, boolean sizes) {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

  static BubblewrapFeatures of(Path bubblewrap) {
    BubblewrapFeatures all = new BubblewrapFeatures(true, true);
    if (all.trial(bubblewrap).isEmpty()) {
      return all;
    }
    return new BubblewrapFeatures(
        new BubblewrapFeatures(true, false).trial(bubblewrap).isEmpty(),
        new BubblewrapFeatures(false, true).trial(bubblewrap).isEmpty());
  }

  /** What a sandbox that does nothing says when it fails. */
  Optional<String> trial(Path bubblewrap) {
    List<String> command = new ArrayList<>(List.of(bubblewrap.toString()));
    command.addAll(BubblewrapArguments.namespaces(this));
    command.addAll(BubblewrapArguments.system());
    command.addAll(BubblewrapArguments.devices(this, List.of()));
    command.addAll(List.of("--", "/bin/true"));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      Process process = builder.start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.of("it does not end");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(said.isEmpty() ? "exit code " + process.exitValue() : said);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
