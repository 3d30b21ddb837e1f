package dev.oxydra.runner;

/** Which Oxydra this is. */
final class Version {
  private Version() {}

  /** The version in the jar's manifest; {@code development} where the classes are in no jar. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
