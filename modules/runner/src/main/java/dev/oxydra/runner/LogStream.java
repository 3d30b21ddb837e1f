package dev.oxydra.runner;

import java.util.Locale;

/**
 * Where a program wrote a line to. Ours log to standard error; standard output has what the Java
 * machine says when it breaks down, and what programs say that don't know better.
 */
enum LogStream {
  STDERR(".log"),
  STDOUT(".out.log");

  private final String suffix;

  LogStream(String suffix) {
    this.suffix = suffix;
  }

  /** What its file's name ends with. */
  String suffix() {
    return suffix;
  }

  /** The name on the command line and in JSON. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
