package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.doctor.Finding;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether the user's agent runs and answers.
 *
 * @param port where clients reach it over TCP; 0 when it doesn't run
 */
record AgentDoctor(Finding finding, int port) {
  private static final String WHAT = "agent";

  static AgentDoctor ask(Invocation invocation) {
    try {
      Optional<ControlReply> reply =
          ControlClient.ask(
              invocation.files().socket(), ControlRequest.of(Action.STATUS, invocation.user()));
      if (reply.isEmpty() || reply.get().guests().isEmpty()) {
        return new AgentDoctor(ok(WHAT, "does not run; start it with: runner start"), 0);
      }
      GuestStatus guest = reply.get().guests().getFirst();
      return guest.state() == State.FAILED
          ? new AgentDoctor(broken(WHAT, "failed; see: runner status, runner logs"), 0)
          : new AgentDoctor(answering(guest), port(guest.endpoint()));
    } catch (RunnerException e) {
      return new AgentDoctor(broken(WHAT, String.valueOf(e.getMessage())), 0);
    }
  }

  private static int port(String endpoint) {
    return endpoint.isEmpty() ? 0 : Math.max(0, URI.create(endpoint).getPort());
  }

  private static Finding answering(GuestStatus guest) {
    try {
      if (!GatewayProbe.isHealthy(Path.of(guest.socket()))) {
        return broken(WHAT, "does not answer at " + guest.socket() + ". Try: runner restart");
      }
      return guest.tier().equals("none")
          ? warning(WHAT, "answers, and runs WITHOUT ISOLATION, as --insecure allowed")
          : ok(WHAT, "answers");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return warning(WHAT, "was not asked: interrupted");
    }
  }
}
