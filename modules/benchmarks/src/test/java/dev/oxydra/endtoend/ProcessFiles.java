package dev.oxydra.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the kernel tells of a process.
 *
 * @param pid its id on the host
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
record ProcessFiles(long pid) {
  private static final int CHUNK = 1 << 20;

  Path path(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  List<String> commandLine() throws IOException {
    return List.of(Files.readString(path("cmdline")).split("\0"));
  }

  /** The names in front of the colons of {@code net/dev}. */
  List<String> networkInterfaces() throws IOException {
    return Files.readAllLines(path("net/dev")).stream()
        .skip(2)
        .map(line -> line.substring(0, line.indexOf(':')).strip())
        .toList();
  }

  /** A field of {@code status} in KiB, such as {@code VmHWM}, the most memory it ever had. */
  long kilobytes(String field) throws IOException {
    return Files.readAllLines(path("status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Whether its environment, command line or memory holds this text, in one byte a character; not
   * if it ends meanwhile.
   */
  boolean holds(String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return contains(Files.readAllBytes(path("environ")), wanted)
          || contains(Files.readAllBytes(path("cmdline")), wanted)
          || memoryHolds(wanted);
    } catch (IOException e) {
      if (ProcessHandle.of(pid).isPresent()) {
        throw e;
      }
      return false;
    }
  }

  private boolean memoryHolds(byte[] wanted) throws IOException {
    try (FileChannel memory = FileChannel.open(path("mem"), StandardOpenOption.READ)) {
      for (String mapping : Files.readAllLines(path("maps"))) {
        String[] words = mapping.split(" ", 3);
        boolean kernels = mapping.contains("[vvar") || mapping.contains("[vsyscall");
        if (words[1].startsWith("r") && !kernels) {
          String[] ends = words[0].split("-", 2);
          if (holds(memory, Long.parseLong(ends[0], 16), Long.parseLong(ends[1], 16), wanted)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /** Chunks overlap, so that nothing hides on the border of two. */
  private static boolean holds(FileChannel memory, long from, long to, byte[] wanted) {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    for (long at = from; at < to; at += CHUNK - wanted.length) {
      buffer.clear().limit((int) Math.min(CHUNK, to - at));
      try {
        int read = memory.read(buffer, at);
        if (read > 0 && contains(java.util.Arrays.copyOf(buffer.array(), read), wanted)) {
          return true;
        }
      } catch (IOException e) {
        return false; // The mapping has gone, or can't be read by anyone.
      }
    }
    return false;
  }

  static boolean contains(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (bytes[i] == wanted[0]
          && java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
