package dev.oxydra.tools.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contents of files, each stored once under its SHA-256. A content that is there is whole, but
 * is on the disk for certain only when whoever uses this has seen to that; see {@link #takeFresh}.
 */
final class ObjectStore {
  private static final HexFormat HEX = HexFormat.of();
  private static final int CHUNK = 1 << 18;
  private static final int BITS = 8;

  private final Path folder;
  private final Path temporary;
  private final byte[] chunk = new byte[CHUNK];
  private final List<Path> fresh = new ArrayList<>();
  private long bytes;

  /**
   * @param folder where they are; it is made
   * @param temporary a folder on the same file system
   */
  ObjectStore(Path folder, Path temporary) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.temporary = temporary;
    forEach(file -> bytes += Files.size(file));
  }

  /** How large all contents are together. */
  long bytes() {
    return bytes;
  }

  /** What is done with a file. */
  private interface FileAction {
    void run(Path file) throws IOException;
  }

  private void forEach(FileAction action) throws IOException {
    for (int part = 0; part < 1 << BITS; part++) {
      Path sub = folder.resolve(HEX.toHexDigits((byte) part));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(sub)) {
        for (Path file : files) {
          action.run(file);
        }
      } catch (NoSuchFileException e) {
        // Nothing has such a digest.
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
  }

  /**
   * Stores what is left of an open file.
   *
   * @param max how large it may be, in bytes
   * @return its digest, one character a byte; null for one that is larger
   */
  @Nullable String put(Folder.OpenFile in, long max) throws IOException {
    MessageDigest digest = sha256();
    int length = fill(in);
    digest.update(chunk, 0, length);
    if (length < CHUNK) {
      return length > max ? null : putChunk(digest.digest(), length);
    }
    Path file = temporary.resolve(UUID.randomUUID().toString());
    try {
      long size = copy(in, length, digest, file, max);
      return size > max ? null : keep(file, digest.digest(), size);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Fills the chunk, unless the file ends before. */
  private int fill(Folder.OpenFile in) throws IOException {
    int at = in.read(chunk);
    int length = at;
    while (length > 0 && at < CHUNK) {
      byte[] more = new byte[CHUNK - at];
      length = in.read(more);
      System.arraycopy(more, 0, chunk, at, length);
      at += length;
    }
    return at;
  }

  private String putChunk(byte[] digest, int length) throws IOException {
    Path place = place(digest);
    if (!Files.exists(place)) {
      Path file = temporary.resolve(UUID.randomUUID().toString());
      try {
        try (FileChannel out = create(file)) {
          write(out, length);
        }
        return keep(file, digest, length);
      } finally {
        Files.deleteIfExists(file);
      }
    }
    return name(digest);
  }

  private long copy(Folder.OpenFile in, int first, MessageDigest digest, Path file, long max)
      throws IOException {
    long size = first;
    try (FileChannel out = create(file)) {
      write(out, first);
      int length = in.read(chunk);
      while (length > 0 && size <= max) {
        digest.update(chunk, 0, length);
        write(out, length);
        size += length;
        length = in.read(chunk);
      }
    }
    return size;
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void write(FileChannel out, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, length);
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }

  private String keep(Path file, byte[] digest, long size) throws IOException {
    Path place = place(digest);
    if (!Files.exists(place)) {
      Files.createDirectories(place.getParent());
      Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
      bytes += size;
      fresh.add(place);
    }
    return name(digest);
  }

  /**
   * The contents that have come since this was last asked.
   *
   * @return those that may not be on the disk yet
   */
  List<Path> takeFresh() {
    List<Path> taken = List.copyOf(fresh);
    fresh.clear();
    return taken;
  }

  /**
   * Copies a content into an open file.
   *
   * @throws IOException when it is not there, or not what it was
   */
  void copyTo(String content, Folder.OpenFile out) throws IOException {
    byte[] wanted = content.getBytes(StandardCharsets.ISO_8859_1);
    MessageDigest digest = sha256();
    try (FileChannel in = FileChannel.open(place(wanted), StandardOpenOption.READ)) {
      int length = in.read(ByteBuffer.wrap(chunk));
      while (length > 0) {
        digest.update(chunk, 0, length);
        out.write(chunk, length);
        length = in.read(ByteBuffer.wrap(chunk));
      }
    } catch (NoSuchFileException e) {
      throw new IOException("its copy is missing", e);
    }
    if (!MessageDigest.isEqual(wanted, digest.digest())) {
      throw new IOException("its copy is damaged");
    }
  }

  /** Deletes all contents but these. */
  void retain(Set<String> contents) throws IOException {
    bytes = 0;
    fresh.clear(); // what no checkpoint needs is gone, and what one needs has been taken
    forEach(file -> {
      if (contents.contains(name(HEX.parseHex(file.getFileName().toString())))) {
        bytes += Files.size(file);
      } else {
        Files.delete(file);
      }
    });
  }

  private Path place(byte[] digest) {
    String name = HEX.formatHex(digest);
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  private static String name(byte[] digest) {
    return new String(digest, StandardCharsets.ISO_8859_1);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java platform has it.
    }
  }
}
