package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrubberTest {
  @Test
  void masksTheSecretInWhateverPiecesItComes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String secret = "ababac";
    for (int round = 0; round < 2000; round++) {
      int most = round % 2 == 0 ? 5 : 40;
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        text.append((char) ('a' + random.nextInt(3)));
      }
      text.insert(random.nextInt(60), secret);
      Scrubber scrubber = new Scrubber(secret);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int at = 0;
      while (at < text.length()) {
        int length = Math.min(text.length() - at, 1 + random.nextInt(most));
        byte[] piece = text.substring(at, at + length).getBytes(StandardCharsets.UTF_8);
        out.writeBytes(scrubber.next(piece));
        at += length;
      }
      out.writeBytes(scrubber.end());
      assertEquals(
          text.toString().replace(secret, "******"),
          out.toString(StandardCharsets.UTF_8),
          "seed " + seed);
    }
  }

  @Test
  void holdsBackOnlyWhatMayBeTheSecret() {
    Scrubber scrubber = new Scrubber("sk-secret");
    byte[] chunk = "data: {}\n\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(chunk.length, scrubber.next(chunk).length);
    assertEquals(0, scrubber.end().length);
  }
}
