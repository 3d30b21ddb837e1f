package dev.oxydra.tools.checkpoints;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads what an {@link EntryWriter} has written, one entry at a time. */
final class EntryReader implements AutoCloseable {
  private final Path file;
  private final DataInputStream in;
  private @Nullable Entry next;

  /** At the first entry. */
  EntryReader(Path file) throws IOException {
    this.file = file;
    in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    try {
      if (in.readInt() != EntryWriter.MAGIC || in.readInt() != EntryWriter.VERSION) {
        throw damaged(null);
      }
      advance();
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The entry that it is at; null at the end. */
  @Nullable Entry peek() {
    return next;
  }

  /** Goes on to the next one. */
  void advance() throws IOException {
    try {
      int code = in.readUnsignedByte();
      Entry.Kind kind = Entry.Kind.of(code);
      if (kind == null && code != EntryWriter.END) {
        throw damaged(null);
      }
      next = kind == null ? null : entry(kind);
    } catch (java.io.EOFException e) {
      throw damaged(e);
    }
  }

  private Entry entry(Entry.Kind kind) throws IOException {
    String path = text();
    int mode = in.readUnsignedShort();
    long inode = in.readLong();
    long device = in.readLong();
    Stat stat = new Stat(mode, inode, device, in.readLong(), in.readLong(), in.readLong());
    return new Entry(path, kind, stat, text());
  }

  private String text() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > 1 << 20) {
      throw damaged(null);
    }
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private IOException damaged(@Nullable Exception cause) {
    return new IOException("the checkpoint's file " + file.getFileName() + " is damaged", cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
