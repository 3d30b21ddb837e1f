package dev.oxydra.channels;

import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who was turned away: a JSON object a line, without what they wrote. Two files of bounded size are
 * kept.
 */
final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  /** Of one file, in bytes. */
  private static final long MAX = 1 << 20;

  private static final int LONGEST_NAME = 100;

  private final Path file;

  /**
   * @param file is made when there is something to say
   */
  AuditLog(Path file) {
    this.file = file;
  }

  /** Somebody wrote who may not. */
  synchronized void refused(String channel, Incoming incoming) {
    Map<String, String> line = new LinkedHashMap<>();
    String name = incoming.sender().name();
    line.put("at", Instant.now().toString());
    line.put("channel", channel);
    line.put("address", incoming.address());
    line.put("sender", incoming.sender().id());
    line.put("name", name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
    line.put("what", incoming.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    try {
      if (Files.exists(file) && Files.size(file) > MAX) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file,
          Json.write(line) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("{} can't be written: {}", file, e.getMessage());
    }
  }
}
