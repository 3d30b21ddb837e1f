package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.broker.Broker;
import org.jspecify.annotations.Nullable;

/** {@code runner daemon}: supervises guests until the last one is stopped. */
final class DaemonCommand implements Command {
  /** The exit code of a daemon that found another one in its place. */
  static final int GAVE_WAY = 4;

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
    try (Broker broker = new Broker();
        Daemon daemon =
            Daemon.start(
                files,
                new ConfiguredGuests(files, host, broker, InstalledCatalog.of(invocation)),
                launcher)) {
      Thread closer = Thread.ofPlatform().name("closer").unstarted(daemon::close);
      Runtime.getRuntime().addShutdownHook(closer);
      if (first != null) {
        int code = StartCommand.report(invocation, daemon.handle(first));
        if (code != ExitCodes.OK && !daemon.hasOthersThan(first.user())) {
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
}
