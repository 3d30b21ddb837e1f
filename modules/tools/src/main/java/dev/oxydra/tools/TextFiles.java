package dev.oxydra.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.UUID;

/** Reads and writes whole text files of a workspace. */
final class TextFiles {
  /** The largest file that is read as a whole, in bytes: 8 MiB. */
  static final int MAX_SIZE = 8 << 20;

  private TextFiles() {}

  /** The text of a file: UTF-8 without NUL, up to {@link #MAX_SIZE}. */
  static String read(Workspace workspace, Place place) {
    byte[] bytes =
        workspace.inFolderOf("read", place, folder -> bytes(folder, place.name(), place.shown()));
    for (byte b : bytes) {
      if (b == 0) {
        throw new WorkspaceException(
            place.shown() + " is a binary file of " + bytes.length + " bytes");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WorkspaceException(place.shown() + " is not UTF-8 text", e);
    }
  }

  /** The bytes of a regular file; refuses folders, links, devices and what is too large. */
  static byte[] bytes(SecureDirectoryStream<Path> folder, Path name, String shown)
      throws IOException {
    BasicFileAttributes attributes = attributes(folder, name);
    if (attributes.isDirectory()) {
      throw new WorkspaceException(shown + " is a folder; use file_list");
    }
    if (!attributes.isRegularFile()) {
      throw new WorkspaceException(shown + " is not a regular file");
    }
    if (attributes.size() > MAX_SIZE) {
      throw new WorkspaceException(
          "%s has %d bytes, the limit is %d; use shell_exec with head, tail or sed"
              .formatted(shown, attributes.size(), MAX_SIZE));
    }
    try (SeekableByteChannel channel =
            folder.newByteChannel(
                name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        InputStream in = Channels.newInputStream(channel)) {
      return in.readNBytes(MAX_SIZE);
    }
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /**
   * Puts a whole file in place at once, making the folders that it needs and keeping the
   * permissions of the one that it replaces.
   */
  static void write(Workspace workspace, Place place, String text) {
    workspace.inMadeFolderOf(
        "write",
        place,
        folder -> {
          replace(folder, place, text.getBytes(StandardCharsets.UTF_8));
          return place;
        });
  }

  private static void replace(SecureDirectoryStream<Path> folder, Place place, byte[] bytes)
      throws IOException {
    Path temporary = Path.of(".oxydra-" + UUID.randomUUID());
    try {
      try (SeekableByteChannel out =
          folder.newByteChannel(
              temporary,
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS))) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      keepPermissions(folder, place, temporary);
      folder.move(temporary, folder, place.name());
    } catch (IOException | WorkspaceException e) {
      deleteQuietly(folder, temporary, e);
      throw e;
    }
  }

  private static void keepPermissions(
      SecureDirectoryStream<Path> folder, Place place, Path temporary) throws IOException {
    try {
      if (!attributes(folder, place.name()).isRegularFile()) {
        throw new WorkspaceException(place.shown() + " is not a regular file");
      }
    } catch (NoSuchFileException e) {
      return; // a new file, nothing to keep
    }
    var old = view(folder, place.name()).readAttributes().permissions();
    view(folder, temporary).setPermissions(old);
  }

  private static PosixFileAttributeView view(SecureDirectoryStream<Path> folder, Path name) {
    return folder.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static void deleteQuietly(
      SecureDirectoryStream<Path> folder, Path temporary, Exception cause) {
    try {
      folder.deleteFile(temporary);
    } catch (NoSuchFileException e) {
      // It was never made.
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
