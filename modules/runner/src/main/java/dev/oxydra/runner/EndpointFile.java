package dev.oxydra.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file in which a guest says where clients over TCP find it. The guest may have written
 * anything.
 */
final class EndpointFile {
  private static final Pattern FORM = Pattern.compile("wss?://[^/\\s]+:(\\d{1,5})/ws\\s*");
  private static final int LONGEST = 200;

  private EndpointFile() {}

  /**
   * The port that was last used, so that clients find the guest where it was; 0 when it isn't
   * known.
   */
  static int port(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return portOf(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return 0; // It is only a preference.
    }
  }

  /** The port in a WebSocket's URL; 0 where there is none that anybody may listen at. */
  static int portOf(String url) {
    Matcher endpoint = FORM.matcher(url);
    int port = endpoint.matches() ? Integer.parseInt(endpoint.group(1)) : 0;
    return port >= 1024 && port <= 65_535 ? port : 0;
  }
}
