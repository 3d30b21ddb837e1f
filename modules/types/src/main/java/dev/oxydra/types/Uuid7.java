package dev.oxydra.types;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Time-ordered identifiers: UUID version 7, 48 bits of Unix milliseconds followed by 74 random
 * bits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, 5.7</a>
 */
public final class Uuid7 {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Uuid7() {}

  /** A new identifier of this moment. */
  public static UUID create() {
    return at(System.currentTimeMillis(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  static UUID at(long epochMillis, long randomA, long randomB) {
    long high = (epochMillis << 16) | 0x7000L | (randomA & 0x0fffL);
    long low = (randomB & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
