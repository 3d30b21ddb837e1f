package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  /**
   * IPv4 addresses that are not public, from the first to the last, as IANA's registry has them.
   */
  private static final List<String> SPECIAL =
      List.of(
          "0.0.0.0-0.255.255.255",
          "10.0.0.0-10.255.255.255",
          "100.64.0.0-100.127.255.255",
          "127.0.0.0-127.255.255.255",
          "169.254.0.0-169.254.255.255",
          "172.16.0.0-172.31.255.255",
          "192.0.0.0-192.0.0.255",
          "192.0.2.0-192.0.2.255",
          "192.88.99.0-192.88.99.255",
          "192.168.0.0-192.168.255.255",
          "198.18.0.0-198.19.255.255",
          "198.51.100.0-198.51.100.255",
          "203.0.113.0-203.0.113.255",
          "224.0.0.0-255.255.255.255");

  /** IPv6 addresses that are public, and holes in them, in hexadecimal. */
  private static final List<String> PUBLIC_IPV6 =
      List.of("20000000000000000000000000000000-3fffffffffffffffffffffffffffffff");

  private static final List<String> HOLES_IPV6 =
      List.of(
          "20010000000000000000000000000000-200101ffffffffffffffffffffffffff",
          "20010db8000000000000000000000000-20010db8ffffffffffffffffffffffff",
          "20020000000000000000000000000000-2002ffffffffffffffffffffffffffff",
          "3fff0000000000000000000000000000-3fff0fffffffffffffffffffffffffff");

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, this network",
    "0.1.2.3, this network",
    "10.0.0.1, private",
    "10.255.255.255, private",
    "100.64.0.1, carrier",
    "100.127.255.255, carrier",
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "169.254.169.254, metadata",
    "169.254.170.2, metadata",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.0.0.8, IETF",
    "192.0.2.1, documentation",
    "192.88.99.1, 6to4",
    "192.168.1.1, private",
    "198.18.0.1, benchmarks",
    "198.19.255.255, benchmarks",
    "198.51.100.1, documentation",
    "203.0.113.1, documentation",
    "224.0.0.1, multicast",
    "239.255.255.250, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, broadcast",
    "::, unspecified",
    "::1, loopback",
    "::2, IPv4-compatible",
    "::7f00:1, IPv4-compatible",
    "::8.8.8.8, IPv4-compatible",
    "64:ff9b::127.0.0.1, loopback",
    "64:ff9b::10.0.0.1, private",
    "64:ff9b::169.254.169.254, metadata",
    "64:ff9b:1::1, local NAT64",
    "64:ff9b:1:ffff::8.8.8.8, local NAT64",
    "64:ff9b:2::1, not assigned",
    "100::1, discarded",
    "100:0:0:1::1, not assigned",
    "2001::1, Teredo",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2, Teredo",
    "2001:2::1, IETF",
    "2001:20::1, IETF",
    "2001:1ff:ffff::, IETF",
    "2001:db8::1, documentation",
    "2002:7f00:1::1, 6to4",
    "2002:808:808::1, 6to4",
    "3fff::1, documentation",
    "4000::1, not assigned",
    "5f00::1, not assigned",
    "fc00::1, unique local",
    "fd00:ec2::254, unique local",
    "fdff:ffff::1, unique local",
    "fe80::1, link-local",
    "febf::1, link-local",
    "fec0::1, site-local",
    "ff02::1, multicast",
    "ff0e::1, multicast",
    "1::1, not assigned"
  })
  void isSpecial(String address, String what) {
    String special = AddressRules.special(InetAddress.ofLiteral(address).getAddress());
    assertNotNull(special, address);
    assertTrue(special.contains(what), special);
    assertTrue(special.contains("(RFC "), special);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "2a00:1450::1",
        "3ffe:ffff::1",
        "64:ff9b::8.8.8.8"
      })
  void isPublic(String address) {
    assertNull(AddressRules.special(InetAddress.ofLiteral(address).getAddress()), address);
  }

  /** The JDK makes IPv4 addresses of these where it can, but bytes may come from elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"7f000001", "08080808", "0a000001", "a9fea9fe"})
  void mappedAddressesAreSpecialWhateverTheyHold(String ipv4) {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff" + ipv4);
    String special = AddressRules.special(mapped);
    assertNotNull(special);
    assertTrue(special.contains("IPv4-mapped"), special);
  }

  @Test
  void theEndsOfAllBlocksAndTheirNeighbours() {
    for (String range : SPECIAL) {
      for (String end : range.split("-", -1)) {
        long at = ipv4(end);
        for (long address = at - 2; address <= at + 2; address++) {
          if (address >= 0 && address <= 0xffffffffL) {
            assertIpv4(address);
          }
        }
      }
    }
    for (List<String> ranges : List.of(PUBLIC_IPV6, HOLES_IPV6)) {
      for (String range : ranges) {
        for (String end : range.split("-", -1)) {
          for (int step = -2; step <= 2; step++) {
            assertIpv6(new BigInteger(end, 16).add(BigInteger.valueOf(step)));
          }
        }
      }
    }
  }

  @Test
  void randomAddresses() {
    long seed = System.nanoTime();
    System.out.println("seed of random addresses: " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      assertIpv4(random.nextLong() & 0xffffffffL);
      BigInteger any = new BigInteger(128, random);
      assertIpv6(any);
      // Most of them so that it matters.
      assertIpv6(any.clearBit(127).clearBit(126).setBit(125));
      assertIpv6(any.and(ones(112)).or(BigInteger.valueOf(0x2001).shiftLeft(112)));
      assertIpv6(any.and(ones(96)).or(BigInteger.valueOf(0x20010db8).shiftLeft(96)));
      assertIpv6(any.and(ones(112)).or(BigInteger.valueOf(0x2002).shiftLeft(112)));
      assertIpv6(any.and(ones(112)).or(BigInteger.valueOf(0x3fff).shiftLeft(112)));
      assertNat64(random.nextLong() & 0xffffffffL);
    }
  }

  private static BigInteger ones(int bits) {
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static void assertIpv4(long address) {
    byte[] bytes = bytes(BigInteger.valueOf(address), 4);
    assertEquals(
        isSpecial(address), AddressRules.special(bytes) != null, HexFormat.of().formatHex(bytes));
  }

  private static void assertNat64(long ipv4) {
    byte[] bytes =
        bytes(new BigInteger("0064ff9b", 16).shiftLeft(96).or(BigInteger.valueOf(ipv4)), 16);
    assertEquals(
        isSpecial(ipv4), AddressRules.special(bytes) != null, HexFormat.of().formatHex(bytes));
  }

  private static void assertIpv6(BigInteger address) {
    byte[] bytes = bytes(address, 16);
    boolean open = isIn(PUBLIC_IPV6, address) && !isIn(HOLES_IPV6, address);
    assertEquals(open, AddressRules.special(bytes) == null, HexFormat.of().formatHex(bytes));
  }

  private static boolean isSpecial(long address) {
    return SPECIAL.stream()
        .map(range -> range.split("-", -1))
        .anyMatch(ends -> ipv4(ends[0]) <= address && address <= ipv4(ends[1]));
  }

  private static boolean isIn(List<String> ranges, BigInteger address) {
    return ranges.stream()
        .map(range -> range.split("-", -1))
        .anyMatch(ends ->
            new BigInteger(ends[0], 16).compareTo(address) <= 0
                && address.compareTo(new BigInteger(ends[1], 16)) <= 0);
  }

  private static long ipv4(String dotted) {
    long address = 0;
    for (String part : dotted.split("\\.", -1)) {
      address = address * 256 + Integer.parseInt(part);
    }
    return address;
  }

  private static byte[] bytes(BigInteger number, int length) {
    return HexFormat.of().parseHex(("%0" + 2 * length + "x").formatted(number));
  }
}
