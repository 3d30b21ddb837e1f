package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Bootstrap;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {
  private static final Bootstrap.Paths PATHS =
      new Bootstrap.Paths("/home/al/w/shared", "/home/al/w/tmp", "/v", "", "", "", "", "");

  private final Scrubber scrubber =
      new Scrubber(HostPaths.of(PATHS), () -> List.of("gateway token 1"));

  @Test
  void knownSecretsGoWhateverTheyLookLike() {
    assertEquals(
        "it is [redacted: a secret of this agent].", scrubber.scrub("it is gateway token 1."));
  }

  @Test
  void pathsOfTheHostBecomeThoseThatToolsKnow() {
    assertEquals(
        "/shared/a.txt in /shared, not in /home/al/w/shared2",
        scrubber.scrub("/home/al/w/shared/a.txt in /home/al/w/shared, not in /home/al/w/shared2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "API_KEY=abcd1234efgh",
        "password: hunter2hunter2",
        "\"client_secret\": \"s3cr3t-v4lue\"",
        "Authorization: Bearer abc.def-ghi123",
        "-H 'authorization: Basic dXNlcjpwYXNzd29yZA=='"
      })
  void whatIsCalledASecretGoes(String text) {
    String scrubbed = scrubber.scrub(text);
    assertTrue(scrubbed.contains("[redacted: a secret]"), scrubbed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-proj-8fJ2kLq9ZxW3vB7nM1pR5tY6uA4sD0gH",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AIzaSyD4-9fGh2JkL8mNpQ7rStUvWx1Yz3aB5cD"
      })
  void whatLooksLikeAKeyGoes(String key) {
    String scrubbed = scrubber.scrub("before " + key + " after");
    assertTrue(scrubbed.matches("before \\[redacted: .*] after"), scrubbed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "0190f3a1-7b2c-7def-8123-456789abcdef",
        "AbstractSingletonProxyFactoryBean24Test",
        "/usr/lib/jvm/java25OpenJdkAmd64/lib/Server1",
        "modules/tools/src/main/java/dev/oxydra/tools/Scrubber2Test",
        "a_very_long_identifier_with_Numbers_1_2_3",
        "token: the next word",
        "String token = reader.nextToken();",
        "password=$PASSWORD",
        "the secret: nobody knows",
        "0000000000000000000000000000000000000000",
        "https://example.com/a?token=none"
      })
  void whatIsNoSecretStays(String text) {
    assertEquals(text, scrubber.scrub(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "My password is hunter2",
        "The PIN is 4711",
        "das Passwort lautet Sommer2026!",
        "API key: k3yk3y",
        "AWS: AKIAIOSFODNN7EXAMPLE",
        "ghp_abcdefghijklmnopqrst0123456789",
        "sk-proj-abcdefgh12345678",
        "-----BEGIN RSA PRIVATE KEY-----",
        "bot 123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123",
        "it is gateway token 1"
      })
  void whatMustNotBeKeptIsFound(String text) {
    assertTrue(scrubber.hasSecret(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "My password is in the blue notebook",
        "Likes green tea",
        "The token is expired",
        "Deploy with ./dev build from /home/al/w/shared/app",
        "The meeting is on 2026-11-27 at 10:30 in room 4711"
      })
  void whatIsNoSecretMayBeKept(String text) {
    assertEquals(false, scrubber.hasSecret(text), text);
  }

  @Test
  void randomKeysAreFound() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] key = new byte[24 + random.nextInt(24)];
      random.nextBytes(key);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
      found += scrubber.scrub(text).equals(text) ? 0 : 1;
    }
    assertTrue(found > 980, "seed " + seed + ": " + found + " of 1000");
  }
}
