package dev.oxydra.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copying of journals, to and from the folder of a guest that isn't trusted. */
final class JournalCopy {
  /**
   * How a database begins.
   *
   * @see <a href="https://www.sqlite.org/fileformat.html">Database File Format, 1.3.1</a>
   */
  private static final byte[] BEGINNING = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private static final int BUFFER = 1 << 20;

  private JournalCopy() {}

  /**
   * Copies a journal to a file that is on the disk when this returns. It is refused where it can't
   * fit, and takes no more than its size when this began.
   *
   * @param folder of the target, whose disk's room counts
   * @return how many bytes
   * @throws IOException when it can't be read or written, or is no journal
   */
  static long copy(SeekableByteChannel from, WritableByteChannel to, Path folder)
      throws IOException {
    long size = from.size();
    long room = Files.getFileStore(folder).getUsableSpace();
    if (size > room) {
      throw new IOException(
          "there is no room for it: it has %s, and %s are free"
              .formatted(JournalReport.size(size), JournalReport.size(room)));
    }
    checkBeginning(from);
    from.position(0);
    long copied = transfer(from, to, size);
    if (copied != size) {
      throw new IOException("it became shorter while it was copied");
    }
    if (to instanceof FileChannel file) {
      file.force(true);
    }
    return size;
  }

  private static void checkBeginning(ReadableByteChannel from) throws IOException {
    ByteBuffer beginning = ByteBuffer.allocate(BEGINNING.length);
    int read = 0;
    while (beginning.hasRemaining() && read >= 0) {
      read = from.read(beginning);
    }
    if (!beginning.flip().equals(ByteBuffer.wrap(BEGINNING))) {
      throw new IOException("it is no copy of a journal");
    }
  }

  private static long transfer(ReadableByteChannel from, WritableByteChannel to, long most)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    long copied = 0;
    while (copied < most) {
      buffer.clear().limit((int) Math.min(BUFFER, most - copied));
      int read = from.read(buffer);
      if (read < 0) {
        break;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      copied += read;
    }
    return copied;
  }
}
