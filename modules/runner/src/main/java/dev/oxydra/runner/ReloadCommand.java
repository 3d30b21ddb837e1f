package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.types.UserId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code runner reload}: the configuration as it is now, for guests that go on running. */
final class ReloadCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    UserId user = invocation.has("--all") ? null : invocation.user();
    ControlReply reply =
        ControlClient.ask(invocation.files().socket(), request(invocation, user)).orElse(null);
    if (reply == null) {
      invocation.err().println("No agent runs for " + invocation.files().config() + ".");
      return ExitCodes.NOT_RUNNING;
    }
    int code = StartCommand.report(invocation, reply);
    return reply.outcome() == Outcome.UNCHANGED ? ExitCodes.NOT_RUNNING : code;
  }

  private static ControlRequest request(Invocation invocation, @Nullable UserId user) {
    Map<String, String> environment = invocation.host().environment();
    return new ControlRequest(
        1,
        ControlRequest.VERSION,
        Action.RELOAD,
        user,
        invocation.has("--insecure"),
        environment,
        null);
  }
}
