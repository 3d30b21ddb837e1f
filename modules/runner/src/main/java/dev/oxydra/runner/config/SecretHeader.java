package dev.oxydra.runner.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells by its name whether an HTTP header holds a secret. */
public final class SecretHeader {
  private static final Pattern NAME = Pattern.compile("auth|key|token|secret|cookie");

  private SecretHeader() {}

  /** Whether a header of this name does, as far as one can tell. */
  public static boolean is(String name) {
    return NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
  }
}
