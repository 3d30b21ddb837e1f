package dev.oxydra.tools.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The data of server-sent events: HTML Living Standard, 9.2. */
final class EventLines {
  private static final String DATA = "data";

  private final Lines lines;

  EventLines(InputStream in) {
    this.lines = new Lines(in);
  }

  /**
   * The data of the next event that has some; null at the end of the stream.
   *
   * @throws IOException when it is longer than {@link Wire#LONGEST_MESSAGE}, too
   */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      if (line.length == 0 && data.size() > 0) {
        return data.toByteArray();
      }
      append(line, data);
    }
    return null;
  }

  private static void append(byte[] line, ByteArrayOutputStream data) throws IOException {
    boolean isData =
        line.length >= DATA.length()
            && new String(line, 0, DATA.length(), StandardCharsets.ISO_8859_1).equals(DATA)
            && (line.length == DATA.length() || line[DATA.length()] == ':');
    if (!isData) {
      return;
    }
    int from = DATA.length() + 1;
    if (from < line.length && line[from] == ' ') {
      from++;
    }
    if (data.size() > 0) {
      data.write('\n');
    }
    data.write(line, Math.min(from, line.length), Math.max(0, line.length - from));
    if (data.size() > Wire.LONGEST_MESSAGE) {
      throw new IOException("an event of it is longer than 16 MiB");
    }
  }
}
