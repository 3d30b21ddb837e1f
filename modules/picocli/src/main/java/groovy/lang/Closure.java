package groovy.lang;

/**
 * What picocli looks for at each start, by name, since it serves Groovy too. Where there is none, the
 * JVM opens all jars of the class path to be sure, which takes some 30 ms; so there is one, of which
 * nothing is ever an instance.
 */
final class Closure {
  private Closure() {}
}
