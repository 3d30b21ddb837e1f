package dev.oxydra.runner.broker;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which IP addresses are public, so that whoever may reach the internet may reach them. All others
 * lead to this machine, to its neighbours, or nowhere.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's registry of
 *     special-purpose IPv4 addresses</a>, and <a
 *     href="https://www.iana.org/assignments/iana-ipv6-special-registry">that of IPv6 addresses</a>
 *     (RFC 6890)
 */
final class AddressRules {
  private static final List<AddressBlock> SPECIAL_IPV4 =
      List.of(
          AddressBlock.of("0.0.0.0/8", "an address of this network (RFC 791)"),
          AddressBlock.of("10.0.0.0/8", "a private address (RFC 1918)"),
          AddressBlock.of("100.64.0.0/10", "an address behind a carrier's NAT (RFC 6598)"),
          AddressBlock.of("127.0.0.0/8", "a loopback address (RFC 1122)"),
          AddressBlock.of(
              "169.254.0.0/16", "a link-local address, as those of metadata services (RFC 3927)"),
          AddressBlock.of("172.16.0.0/12", "a private address (RFC 1918)"),
          AddressBlock.of("192.0.0.0/24", "an address of the IETF's protocols (RFC 6890)"),
          AddressBlock.of("192.0.2.0/24", "an address for documentation (RFC 5737)"),
          AddressBlock.of("192.88.99.0/24", "an address of 6to4's relays (RFC 7526)"),
          AddressBlock.of("192.168.0.0/16", "a private address (RFC 1918)"),
          AddressBlock.of("198.18.0.0/15", "an address for benchmarks (RFC 2544)"),
          AddressBlock.of("198.51.100.0/24", "an address for documentation (RFC 5737)"),
          AddressBlock.of("203.0.113.0/24", "an address for documentation (RFC 5737)"),
          AddressBlock.of("224.0.0.0/4", "a multicast address (RFC 5771)"),
          AddressBlock.of("255.255.255.255/32", "the broadcast address (RFC 919)"),
          AddressBlock.of("240.0.0.0/4", "a reserved address (RFC 1112)"));

  /** RFC 6052: it stands for the IPv4 address in its last 32 bits. */
  private static final AddressBlock NAT64 =
      AddressBlock.of("64:ff9b::/96", "an address that NAT64 translates (RFC 6052)");

  /** RFC 4291, 2.4, and IANA: nothing else is assigned for the internet. */
  private static final AddressBlock GLOBAL_UNICAST =
      AddressBlock.of("2000::/3", "a global unicast address (RFC 4291)");

  private static final List<AddressBlock> SPECIAL_IPV6 =
      List.of(
          AddressBlock.of("::/128", "the unspecified address (RFC 4291)"),
          AddressBlock.of("::1/128", "a loopback address (RFC 4291)"),
          AddressBlock.of("::/96", "an IPv4-compatible address (RFC 4291)"),
          AddressBlock.of("64:ff9b:1::/48", "an address of a local NAT64 (RFC 8215)"),
          AddressBlock.of("100::/64", "an address whose packets are discarded (RFC 6666)"),
          AddressBlock.of("2001::/32", "a Teredo address (RFC 4380)"),
          AddressBlock.of("2001::/23", "an address of the IETF's protocols (RFC 2928)"),
          AddressBlock.of("2001:db8::/32", "an address for documentation (RFC 3849)"),
          AddressBlock.of("2002::/16", "a 6to4 address (RFC 3056)"),
          AddressBlock.of("3fff::/20", "an address for documentation (RFC 9637)"),
          AddressBlock.of("fc00::/7", "a unique local address (RFC 4193)"),
          AddressBlock.of("fe80::/10", "a link-local address (RFC 4291)"),
          AddressBlock.of("fec0::/10", "a site-local address (RFC 3879)"),
          AddressBlock.of("ff00::/8", "a multicast address (RFC 4291)"));

  private AddressRules() {}

  /**
   * What an address is, if it isn't public.
   *
   * @param address of 4 or 16 bytes, in network order
   * @return null for a public one
   */
  static @Nullable String special(byte[] address) {
    return address.length == 4 ? among(SPECIAL_IPV4, address) : specialIpv6(address);
  }

  private static @Nullable String specialIpv6(byte[] address) {
    if (isIpv4Mapped(address)) {
      return "an IPv4-mapped address (RFC 4291)";
    }
    if (NAT64.contains(address)) {
      String embedded = among(SPECIAL_IPV4, Arrays.copyOfRange(address, 12, 16));
      return embedded == null ? null : NAT64.what() + " into " + embedded;
    }
    String special = among(SPECIAL_IPV6, address);
    return special == null && !GLOBAL_UNICAST.contains(address)
        ? "an address that is not assigned for the internet (RFC 4291)"
        : special;
  }

  /** ::ffff:0:0/96, which the JDK can't write as an address. */
  private static boolean isIpv4Mapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
  }

  private static @Nullable String among(List<AddressBlock> blocks, byte[] address) {
    return blocks.stream()
        .filter(block -> block.contains(address))
        .map(AddressBlock::what)
        .findFirst()
        .orElse(null);
  }
}
