package dev.oxydra.runner;

import dev.oxydra.runner.LogPrinter.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A log that is read line by line, also where it starts anew: emptied, removed, or not there yet.
 */
final class LogFile {
  private static final int MOST_BYTES = 1 << 20;

  private final Source source;
  private long position;
  private Instant last = Instant.EPOCH;

  LogFile(Source source) {
    this.source = source;
  }

  /** All lines that there are, to go on from there with {@link #added}. */
  List<LogLine> all() throws IOException {
    return from(0);
  }

  /** The lines of its last mebibyte, to go on from there with {@link #added}. */
  List<LogLine> end() throws IOException {
    long size = Files.exists(source.file()) ? Files.size(source.file()) : 0;
    List<LogLine> lines = from(Math.max(0, size - MOST_BYTES));
    // The first is a part of one, as a rule.
    return size > MOST_BYTES && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
  }

  private List<LogLine> from(long begin) throws IOException {
    position = begin;
    List<LogLine> lines = new ArrayList<>();
    List<LogLine> more = added();
    while (!more.isEmpty()) {
      lines.addAll(more);
      more = added();
    }
    return timed(lines);
  }

  /**
   * Gives those before the first time a time too: that one, or where there is none, as a program
   * breaks down that never said one, that of the file.
   */
  private List<LogLine> timed(List<LogLine> lines) throws IOException {
    if (lines.isEmpty()) {
      return lines;
    }
    Instant first = Files.getLastModifiedTime(source.file()).toInstant();
    for (LogLine line : lines) {
      if (line.isTimed()) {
        first = line.time();
        break;
      }
    }
    List<LogLine> timed = new ArrayList<>();
    for (LogLine line : lines) {
      timed.add(line.time().equals(Instant.EPOCH) ? line.at(first) : line);
    }
    last = timed.getLast().time();
    return timed;
  }

  /** The whole lines that have been added; none when nothing has. */
  List<LogLine> added() throws IOException {
    if (!Files.exists(source.file())) {
      position = 0;
      return List.of();
    }
    try (FileChannel file = FileChannel.open(source.file())) {
      if (file.size() < position) {
        position = 0;
      }
      ByteBuffer added = ByteBuffer.allocate((int) Math.min(file.size() - position, MOST_BYTES));
      int read = Math.max(0, file.read(added, position));
      int end = read;
      while (end > 0 && end < MOST_BYTES && added.get(end - 1) != '\n') {
        end--;
      }
      position += end;
      return lines(new String(added.array(), 0, end, StandardCharsets.UTF_8));
    }
  }

  private List<LogLine> lines(String text) {
    List<LogLine> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      LogLine read = LogLine.of(source, line, last);
      last = read.time();
      lines.add(read);
    }
    return lines;
  }

  /** The beginning of a line that is still being written; none where there is none. */
  List<LogLine> unfinished() throws IOException {
    if (!Files.exists(source.file())) {
      return List.of();
    }
    try (FileChannel file = FileChannel.open(source.file())) {
      ByteBuffer rest = ByteBuffer.allocate(Math.clamp(file.size() - position, 0, MOST_BYTES));
      int read = Math.max(0, file.read(rest, position));
      return lines(new String(rest.array(), 0, read, StandardCharsets.UTF_8));
    }
  }
}
