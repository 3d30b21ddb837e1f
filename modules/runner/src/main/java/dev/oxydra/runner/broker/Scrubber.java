package dev.oxydra.runner.broker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Masks every occurrence of a secret in a stream, whatever pieces it comes in, by as many
 * asterisks, so that lengths stay true. Holds back only bytes that may be the secret's beginning.
 * Knuth, Morris and Pratt's automaton follows what may be one; Horspool's search skips the rest,
 * which is nearly everything.
 */
final class Scrubber {
  private final byte[] secret;
  private final int[] fallback;
  private final int[] skip = new int[1 << Byte.SIZE];
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
    Arrays.fill(skip, this.secret.length);
    for (int i = 0; i < this.secret.length - 1; i++) {
      skip[this.secret[i] & 0xff] = this.secret.length - 1 - i;
    }
  }

  /**
   * What of {@code bytes}, and of what was held back, can be let through; {@code bytes} themselves
   * when that is all of them.
   */
  byte[] next(byte[] bytes) {
    if (matched == 0) {
      int suspect = suspect(bytes);
      if (suspect == bytes.length) {
        return bytes;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
      out.write(bytes, 0, suspect);
      return steps(bytes, suspect, out);
    }
    return steps(bytes, 0, new ByteArrayOutputStream(bytes.length + matched));
  }

  private byte[] steps(byte[] bytes, int from, ByteArrayOutputStream out) {
    for (int i = from; i < bytes.length; i++) {
      step(bytes[i], out);
    }
    return out.toByteArray();
  }

  /** Before which index there is no secret and no beginning of one that goes on after it. */
  private int suspect(byte[] bytes) {
    int last = secret.length - 1;
    int at = 0;
    while (at + last < bytes.length) {
      byte end = bytes[at + last];
      if (end == secret[last] && Arrays.equals(bytes, at, at + last, secret, 0, last)) {
        return at;
      }
      at += skip[end & 0xff];
    }
    for (int i = Math.max(0, bytes.length - last); i < bytes.length; i++) {
      if (Arrays.equals(bytes, i, bytes.length, secret, 0, bytes.length - i)) {
        return i;
      }
    }
    return bytes.length;
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
