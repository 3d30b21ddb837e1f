package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the host's name service. On threads of its own: the system's call can't be interrupted, and
 * would hold a virtual thread's carrier.
 */
final class SystemResolver implements Resolver {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** They end by themselves when nothing is looked up. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("resolver-", 0).factory());

  @Override
  public List<InetAddress> resolve(String name) throws IOException, InterruptedException {
    Future<List<InetAddress>> found = threads.submit(() -> List.of(InetAddress.getAllByName(name)));
    try {
      return found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no name server answered within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the name is not known", e.getCause());
    }
  }
}
