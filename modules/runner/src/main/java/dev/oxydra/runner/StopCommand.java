package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code runner stop}. */
final class StopCommand implements Command {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    DaemonFiles files = invocation.files();
    UserId user = invocation.has("--all") ? null : invocation.user();
    Optional<ControlReply> reply =
        ControlClient.ask(files.socket(), ControlRequest.of(Action.STOP, user));
    if (reply.isEmpty()) {
      invocation.out().println(stopLeft(files, user));
      return ExitCodes.OK;
    }
    invocation.out().println(reply.get().message());
    if (reply.get().outcome() == Outcome.FAILED) {
      return ExitCodes.FAILED;
    }
    DaemonProcess.awaitEnd(files, reply.get());
    return ExitCodes.OK;
  }

  private static String stopLeft(DaemonFiles files, @Nullable UserId user) {
    Map<String, GuestProcesses> left = GuestProcesses.left(files);
    if (user != null) {
      left.keySet().retainAll(Set.of(user.value()));
    }
    left.values().forEach(processes -> processes.stop(GRACE));
    return left.isEmpty()
        ? "No agent runs for " + files.config() + "; there is nothing to stop."
        : "Stopped what a killed daemon had left.";
  }
}
