package dev.oxydra.runner.broker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Masks every occurrence of a secret in a stream, whatever pieces it comes in, by as many
 * asterisks, so that lengths stay true. Holds back only bytes that may be the secret's beginning.
 * (Knuth, Morris and Pratt's automaton.)
 */
final class Scrubber {
  private final byte[] secret;
  private final int[] fallback;
  private int matched;

  Scrubber(String secret) {
    this.secret = secret.getBytes(StandardCharsets.ISO_8859_1);
    this.fallback = new int[this.secret.length];
    for (int i = 1, k = 0; i < this.secret.length; i++) {
      while (k > 0 && this.secret[i] != this.secret[k]) {
        k = fallback[k - 1];
      }
      if (this.secret[i] == this.secret[k]) {
        k++;
      }
      fallback[i] = k;
    }
  }

  /** What of {@code bytes}, and of what was held back, can be let through. */
  byte[] next(byte[] bytes, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + matched);
    for (int i = 0; i < length; i++) {
      step(bytes[i], out);
    }
    return out.toByteArray();
  }

  /** What was held back, at the stream's end. */
  byte[] end() {
    byte[] held = Arrays.copyOf(secret, matched);
    matched = 0;
    return held;
  }

  private void step(byte b, ByteArrayOutputStream out) {
    while (matched > 0 && secret[matched] != b) {
      int shorter = fallback[matched - 1];
      out.write(secret, 0, matched - shorter);
      matched = shorter;
    }
    if (secret[matched] != b) {
      out.write(b);
    } else if (++matched == secret.length) {
      out.writeBytes("*".repeat(secret.length).getBytes(StandardCharsets.ISO_8859_1));
      matched = 0;
    }
  }
}
