package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
  @ParameterizedTest
  @CsvSource({
    "example.org, example.org",
    "EXAMPLE.Org, example.org",
    "example.org., example.org",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "_service.example.org, _service.example.org",
    "localhost, localhost",
    "LOCALHOST., localhost",
    "192.0.2.7, 192.0.2.7",
    "192.0.2.7., 192.0.2.7",
    "[::1], 0:0:0:0:0:0:0:1",
    "[0:0:0:0:0:0:0:1], 0:0:0:0:0:0:0:1",
    "[2001:DB8::A], 2001:db8:0:0:0:0:0:a",
    "[::ffff:127.0.0.1], 127.0.0.1",
    "[::ffff:7f00:1], 127.0.0.1",
    "[::127.0.0.1], 0:0:0:0:0:0:7f00:1",
    "1.example, 1.example",
    "0x7f.example, 0x7f.example"
  })
  void hasOneSpelling(String written, String text) {
    assertEquals(text, HostName.parse(written).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "example.org..",
        "-a",
        "a-.b",
        "a b",
        "a\tb",
        "a%2eb",
        "127.0.0.1%00",
        "%31%32%37.0.0.1",
        "2130706433",
        "2130706433.",
        "017700000001",
        "0x7f000001",
        "0X7F000001",
        "0x7f.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "0177.1",
        "127.1",
        "127.0.1",
        "127.0.0.01",
        "127.0.0.0x1",
        "127.0.0.256",
        "127.0.0.1.1",
        "0",
        "0x",
        "a.0x",
        "foo.1",
        "1.2.3.4.5",
        "127.0.0.1..",
        "１２７.0.0.1",
        "127。0。0。1",
        "ⓛocalhost",
        "bücher.example",
        "user@host",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a,b",
        "a;b",
        "a'b",
        "*",
        "*.example.org",
        "::1",
        "fe80::1%eth0",
        "[fe80::1%eth0]",
        "[fe80::1%25eth0]",
        "[::1",
        "::1]",
        "[]",
        "[::1]x",
        "[127.0.0.1]",
        "[1]",
        "[::g]",
        "[1:2:3:4:5:6:7:8:9]",
        "[::1::2]",
        "[::0x7f.0.0.1]",
        "[::ffff:127.1]",
        "[::ffff:0177.0.0.1]"
      })
  void isNoHost(String written) {
    assertThrows(IllegalArgumentException.class, () -> HostName.parse(written), written);
  }

  @Test
  void isNoHostWhenItIsTooLong() {
    assertThrows(IllegalArgumentException.class, () -> HostName.parse("a".repeat(64)));
    String longest = "a".repeat(63) + ("." + "a".repeat(63)).repeat(2) + "." + "a".repeat(61);
    assertEquals(253, longest.length());
    assertEquals(longest, HostName.parse(longest).text());
    assertThrows(IllegalArgumentException.class, () -> HostName.parse(longest + "a"));
  }

  /** Whatever ends in a number and is let through is what four decimal numbers say. */
  @Test
  void noSpellingOfAnAddressButOneIsTaken() {
    long seed = System.nanoTime();
    System.out.println("seed of random spellings: " + seed);
    Random random = new Random(seed);
    Set<String> refused = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      int[] parts = random.ints(4, 0, 256).toArray();
      String plain = "%d.%d.%d.%d".formatted(parts[0], parts[1], parts[2], parts[3]);
      assertEquals(plain, HostName.parse(plain).text());
      String odd = spelling(parts, random);
      if (!odd.equals(plain)) {
        assertThrows(IllegalArgumentException.class, () -> HostName.parse(odd), odd);
        refused.add(odd);
      }
    }
    assertTrue(refused.size() > 4_000, () -> "only " + refused.size());
  }

  private static String spelling(int[] parts, Random random) {
    int kept = random.nextInt(4);
    StringBuilder text = new StringBuilder();
    long rest = 0;
    for (int i = 0; i < 4; i++) {
      if (i < kept) {
        text.append(number(parts[i], random)).append('.');
      } else {
        rest = rest * 256 + parts[i];
      }
    }
    return text.append(number(rest, random)).toString();
  }

  private static String number(long value, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "0x" + Long.toHexString(value);
      case 1 -> "0" + Long.toOctalString(value);
      case 2 -> "00" + value;
      default -> Long.toString(value);
    };
  }

  @Test
  void entriesMatchHostsAndPorts() {
    assertMatches("example.org", "example.org", 1, true);
    assertMatches("Example.ORG.", "example.org", 443, true);
    assertMatches("example.org:443", "example.org", 443, true);
    assertMatches("example.org:443", "example.org", 80, false);
    assertMatches("example.org", "www.example.org", 443, false);
    assertMatches("*.example.org", "www.example.org", 443, true);
    assertMatches("*.example.org", "a.b.example.org", 443, true);
    assertMatches("*.example.org", "example.org", 443, false);
    assertMatches("*.example.org", "badexample.org", 443, false);
    assertMatches("*.example.org", "www.example.org.evil", 443, false);
    assertMatches("*.example.org:8443", "www.example.org", 443, false);
    assertMatches("192.0.2.1:80", "192.0.2.1", 80, true);
    assertMatches("[::1]:80", "[0:0::1]", 80, true);
    assertMatches("::1", "[::1]", 80, true);
    assertMatches("[::1]", "[::1]", 80, true);
    assertMatches("[::ffff:192.0.2.1]:80", "192.0.2.1", 80, true);
  }

  private static void assertMatches(String entry, String host, int port, boolean whether) {
    assertEquals(whether, NetworkEntry.parse(entry).matches(HostName.parse(host), port), entry);
  }

  @Test
  void onlyAnEntryWithAPortNamesAHostExactly() {
    HostName host = HostName.parse("a.lan");
    assertTrue(NetworkEntry.parse("a.lan:80").names(host, 80));
    for (String other : new String[] {"a.lan", "a.lan:81", "*.lan:80", "b.lan:80"}) {
      assertFalse(NetworkEntry.parse(other).names(host, 80), other);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "",
        ":80",
        "a:",
        "a:0",
        "a:65536",
        "a:080",
        "a:http",
        "a:-1",
        "http://a",
        "a/b",
        "*.",
        "*.*.a",
        "*a",
        "a.*",
        "*.127.0.0.1",
        "[::1]:",
        "[::1]80",
        "127.1",
        "0x7f000001:80",
        "bücher.example",
        "a b"
      })
  void isNoEntry(String text) {
    assertThrows(IllegalArgumentException.class, () -> NetworkEntry.parse(text), text);
  }
}
