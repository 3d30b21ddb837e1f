package dev.oxydra.endtoend;

import dev.oxydra.runner.EscapeSuite;

/**
 * Starts the escape suite once a class of the runner's jar is there: whichever class of a package
 * comes first says which version the package has, and with the version images are found.
 */
final class EscapeMain {
  private EscapeMain() {}

  public static void main(String[] arguments) throws Exception {
    Class.forName("dev.oxydra.runner.Version");
    EscapeSuite.main(arguments);
  }
}
