package dev.oxydra.runner.broker;

import java.net.InetAddress;
import java.util.Objects;

/**
 * A block of IP addresses.
 *
 * @param first its first address, whose family is that of the block
 * @param bits how many leading bits its addresses have in common
 * @param what what its addresses are for, such as {@code a loopback address (RFC 1122)}
 */
record AddressBlock(InetAddress first, int bits, String what) {
  AddressBlock {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(what, "what");
  }

  /**
   * Reads a block.
   *
   * @param cidr an address, a slash and a number of bits, as in RFC 4632
   */
  static AddressBlock of(String cidr, String what) {
    int slash = cidr.indexOf('/');
    return new AddressBlock(
        InetAddress.ofLiteral(cidr.substring(0, slash)),
        Integer.parseInt(cidr.substring(slash + 1)),
        what);
  }

  boolean contains(byte[] address) {
    byte[] prefix = first.getAddress();
    if (prefix.length != address.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i & 7);
      if (((prefix[i >> 3] ^ address[i >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
