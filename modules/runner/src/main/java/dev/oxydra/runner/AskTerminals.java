package dev.oxydra.runner;

/**
 * Which of the standard streams are terminals. The launcher tells, as a JVM can't without loading
 * what takes longer than a short answer does.
 *
 * @param in also where nothing is told: what may be somebody else's input is left alone
 */
record AskTerminals(boolean in, boolean out, boolean err) {
  /** The numbers of those that are, such as {@code 02}. */
  static final String VARIABLE = "OXYDRA_TERMINALS";

  static AskTerminals of(Host host) {
    String told = host.environment().get(VARIABLE);
    return told == null
        ? new AskTerminals(true, false, false)
        : new AskTerminals(told.contains("0"), told.contains("1"), told.contains("2"));
  }
}
