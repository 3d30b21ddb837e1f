package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
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
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
    DaemonFiles files = invocation.files();
    Host host = invocation.host();
    GuestLauncher launcher =
        new GuestLauncher(invocation.distribution(), files, host.environment());
    try (Daemon daemon =
        Daemon.start(files, new Configuration(files, host), launcher, RestartPolicy.DEFAULT)) {
      Thread closer = Thread.ofPlatform().name("closer").unstarted(daemon::close);
      Runtime.getRuntime().addShutdownHook(closer);
      if (first != null) {
        int code = StartCommand.report(invocation, daemon.handle(first));
        if (code != ExitCodes.OK) {
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
