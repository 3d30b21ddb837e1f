package dev.oxydra.tools.mcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What the model calls tools of servers: {@code mcp_}, the server's name, {@code _} and the tool's.
 * The same tool always gets the same name, whatever else is there.
 *
 * @param servers the names of all configured servers
 * @param taken names that are others'
 */
record ToolNames(List<String> servers, Set<String> taken) {
  private static final String PREFIX = "mcp_";

  /** As long as models take them. */
  private static final int LONGEST = 64;

  private static final int HASH = 8;

  /** Marked by a hash where it is cut, changed, or could be that of another one. */
  String of(String server, String tool) {
    String whole = prefix(server) + tool;
    String plain = whole.replaceAll("[^a-zA-Z0-9_-]", "_");
    if (plain.equals(whole) && whole.length() <= LONGEST && !isAmbiguous(server, tool, whole)) {
      return whole;
    }
    String mark = "_" + hash(server + "\n" + tool, HASH);
    return plain.substring(0, Math.min(plain.length(), LONGEST - mark.length())) + mark;
  }

  static String prefix(String server) {
    return PREFIX + server + "_";
  }

  /** As {@code b_c} of {@code a} where there is {@code a_b}. */
  private boolean isAmbiguous(String server, String tool, String whole) {
    return taken.contains(whole)
        || servers.stream()
            .filter(other -> other.startsWith(server + "_"))
            .anyMatch(other -> (server + "_" + tool).startsWith(other + "_"));
  }

  /** The first characters of SHA-256, in hexadecimal. */
  static String hash(String text, int length) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
