package dev.oxydra.guest;

import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.MaintenanceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point of a guest's JVM. Exit codes: 0 stopped by TERM, 1 can't start, 2 no valid
 * bootstrap; of one that looks after its journal: 0 all is well, 1 there are problems.
 */
public final class Main {
  static {
    // Before the first class that uses them is loaded.
    String home = System.getProperty("oxydra.home");
    if (home != null) {
      System.setProperty("org.sqlite.lib.path", home + "/lib/native");
      System.setProperty("org.sqlite.lib.name", System.mapLibraryName("sqlitejdbc"));
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /**
   * Serves until the process is told to stop, or looks after the journal if that is what the
   * bootstrap asks for.
   */
  public static void main(String[] arguments) throws InterruptedException {
    Bootstrap bootstrap;
    try {
      bootstrap = readBootstrap(System.in);
    } catch (IOException e) {
      log.error(
          "No valid bootstrap on standard input: {}. The runner starts guests.", e.getMessage());
      System.exit(2);
      return;
    }
    MaintenanceRequest request = bootstrap.maintenance();
    if (request == null) {
      serve(bootstrap);
    } else {
      System.exit(JournalUpkeep.run(bootstrap, request, System.out));
    }
  }

  private static void serve(Bootstrap bootstrap) throws InterruptedException {
    try {
      Guest guest = Guest.start(bootstrap);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(guest), "stop"));
    } catch (IOException | RuntimeException e) {
      log.error("The guest of {} can't start", bootstrap.userId(), e);
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }

  private static Bootstrap readBootstrap(InputStream in) throws IOException {
    Bootstrap bootstrap = LengthPrefixed.read(in, Bootstrap.class);
    if (bootstrap == null) {
      throw new IOException("it is empty");
    }
    if (bootstrap.version() != Bootstrap.VERSION) {
      throw new IOException(
          "its version is "
              + bootstrap.version()
              + " and this guest reads "
              + Bootstrap.VERSION
              + "; use a runner and a guest of one version");
    }
    return bootstrap;
  }

  private static void stop(Guest guest) {
    try {
      guest.close();
    } catch (GuestException e) {
      log.error("The guest did not stop cleanly", e);
    }
  }
}
