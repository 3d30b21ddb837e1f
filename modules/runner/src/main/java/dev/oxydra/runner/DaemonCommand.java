package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.broker.Broker;
import org.jspecify.annotations.Nullable;

/** {@code runner daemon}: supervises guests until the last one is stopped. */
final class DaemonCommand implements Command {
  /** Of a daemon that found another one in its place. */
  static final int GAVE_WAY = ExitCodes.ANOTHER_RUNS;

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    return serve(invocation, null);
  }

  /**
   * Is the daemon, in this process.
   *
   * @param first a request to begin with
   */
  static int serve(Invocation invocation, @Nullable ControlRequest first)
      throws InterruptedException {
    DaemonFiles files = invocation.files();
    Host host = invocation.host();
    GuestLauncher launcher =
        new GuestLauncher(invocation.distribution(), files, host.environment());
    try (OrderlyEnd end = new OrderlyEnd();
        HostEmbedders embedders =
            HostEmbedders.of(invocation.distribution(), files, host.environment());
        Broker broker = new Broker();
        Daemon daemon =
            Daemon.start(
                files,
                new ConfiguredGuests(
                    files, host, broker, InstalledCatalog.of(invocation), embedders),
                launcher)) {
      end.begins(daemon::close);
      if (first != null) {
        ControlReply reply = daemon.handle(first);
        int code = StartCommand.report(invocation, reply);
        boolean others = first.user() == null ? anyRuns(reply) : daemon.hasOthersThan(first.user());
        if (code != ExitCodes.OK && !others) {
          return code;
        }
      }
      daemon.awaitEnd();
      return ExitCodes.OK;
    } catch (RunnerException e) {
      if (e.kind() == Kind.DAEMON_RUNS) {
        invocation.err().println("runner: " + e.getMessage());
        return GAVE_WAY;
      }
      throw e;
    }
  }

  private static boolean anyRuns(ControlReply reply) {
    return reply.guests().stream().anyMatch(guest -> guest.state() == State.RUNNING);
  }
}
