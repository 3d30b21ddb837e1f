package dev.oxydra.tools.checkpoints;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a list of entries, in their order. */
final class EntryWriter implements AutoCloseable {
  static final int MAGIC = 0x4f584350; // OXCP
  static final int VERSION = 1;
  static final int END = 0xff;

  private final FileChannel channel;
  private final DataOutputStream out;

  /** Makes the file. */
  EntryWriter(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
  }

  void write(Entry entry) throws IOException {
    out.writeByte(entry.kind().code);
    text(entry.path());
    Stat stat = entry.stat();
    out.writeShort(stat.mode());
    out.writeLong(stat.inode());
    out.writeLong(stat.device());
    out.writeLong(stat.size());
    out.writeLong(stat.mtime());
    out.writeLong(stat.ctime());
    text(entry.content());
  }

  private void text(String bytes) throws IOException {
    out.writeInt(bytes.length());
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Says that this was all, and writes it to the disk. */
  void finish() throws IOException {
    out.writeByte(END);
    out.flush();
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
