package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * New content for a name in an open folder, all of it or none: a temporary file beside it is
 * filled, forced to disk and renamed. Whoever reads the name gets the old content or the new, and
 * what else is linked to the old file keeps the old. The new file has the permissions of the old.
 *
 * @param folder where the file is
 * @param place the file, which may not exist
 * @param old what is replaced; null if there is nothing
 * @param permissions those of the new file; null for the ones that any new file has
 */
record Replacement(
    SecureDirectoryStream<Path> folder,
    Place place,
    @Nullable PosixFileAttributes old,
    @Nullable Set<PosixFilePermission> permissions) {
  private static final Set<StandardOpenOption> FRESH =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Nothing but a regular file is ever replaced. */
  Replacement {
    if (old != null && !old.isRegularFile()) {
      throw new ToolException(place.shown() + " is not a regular file");
    }
  }

  /** A replacement of what is there now. */
  static Replacement of(SecureDirectoryStream<Path> folder, Place place) throws IOException {
    PosixFileAttributes old = attributes(folder, place);
    return new Replacement(folder, place, old, old == null ? null : old.permissions());
  }

  /** The same, but a file that isn't there yet gets these permissions. */
  Replacement withPermissions(Set<PosixFilePermission> ifNew) {
    return permissions != null ? this : new Replacement(folder, place, old, ifNew);
  }

  private static @Nullable PosixFileAttributes attributes(
      SecureDirectoryStream<Path> folder, Place place) throws IOException {
    try {
      return view(folder, place.name()).readAttributes();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static PosixFileAttributeView view(SecureDirectoryStream<Path> folder, Path name) {
    return folder.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Puts content in place, whatever the name stands for by then. */
  void write(Content content) throws IOException {
    write(content, false);
  }

  /** The same, unless the file was written to or replaced since it was looked at. */
  void writeIfUnchanged(Content content) throws IOException {
    write(content, true);
  }

  private void write(Content content, boolean ifUnchanged) throws IOException {
    Path temporary = Path.of(".oxydra-" + UUID.randomUUID());
    try {
      fill(temporary, content);
      if (ifUnchanged && !isUnchanged()) {
        throw new ToolException(
            place.shown() + " was changed meanwhile by somebody else; read it again");
      }
      folder.move(temporary, folder, place.name());
    } catch (IOException | ToolException e) {
      deleteQuietly(temporary, e);
      throw e;
    }
  }

  /** The content is nobody else's to read before it has the permissions that it is to have. */
  private void fill(Path temporary, Content content) throws IOException {
    FileAttribute<?>[] mode =
        permissions == null ? new FileAttribute<?>[0] : new FileAttribute<?>[] {PRIVATE};
    try (SeekableByteChannel out = folder.newByteChannel(temporary, FRESH, mode)) {
      content.writeTo(out);
      if (permissions != null) {
        view(folder, temporary).setPermissions(permissions);
      }
      ((FileChannel) out).force(true);
    }
  }

  private boolean isUnchanged() throws IOException {
    PosixFileAttributes now = attributes(folder, place);
    return old != null
        && now != null
        && Objects.equals(old.fileKey(), now.fileKey())
        && old.size() == now.size()
        && old.lastModifiedTime().equals(now.lastModifiedTime());
  }

  private void deleteQuietly(Path temporary, Exception cause) {
    try {
      folder.deleteFile(temporary);
    } catch (NoSuchFileException e) {
      // It was never made.
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Writes what a file is to hold. */
  @FunctionalInterface
  interface Content {
    void writeTo(SeekableByteChannel out) throws IOException;

    static Content of(byte[] bytes) {
      return out -> {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      };
    }
  }
}
