package dev.oxydra.runner;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which a guest puts copies of its journal, and finds those that it is to restore.
 * The guest can change it at any time, so everything is opened relative to the open folder, and no
 * link is followed.
 */
final class InnerBackups implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InnerBackups.class);

  private static final String NAME = "backups";
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final SecureDirectoryStream<Path> folder;

  private InnerBackups(SecureDirectoryStream<Path> folder) {
    this.folder = folder;
  }

  /**
   * Opens it, and makes it first where there is none.
   *
   * @throws IOException when something else is in its place
   */
  static InnerBackups of(Workspace workspace) throws IOException {
    try {
      Files.createDirectory(
          workspace.internal().resolve(NAME),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // What it is shows when it is opened.
    }
    try (DirectoryStream<Path> internal = Files.newDirectoryStream(workspace.internal())) {
      if (internal instanceof SecureDirectoryStream<Path> secure) {
        return new InnerBackups(
            secure.newDirectoryStream(Path.of(NAME), LinkOption.NOFOLLOW_LINKS));
      }
      throw new IOException("folders of this system can't be read safely");
    }
  }

  /**
   * The name that a copy gets, by which the journal will know it: the one it has, if that can be
   * one and none has it.
   */
  String freeName(String own) throws IOException {
    return NAMES.matcher(own).matches() && !has(own) ? own : "copy-" + UUID.randomUUID() + ".db";
  }

  private boolean has(String name) throws IOException {
    try {
      folder
          .getFileAttributeView(
              Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** A copy, to be read. */
  SeekableByteChannel read(String name) throws IOException {
    Path file = Path.of(name);
    if (!folder
        .getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isRegularFile()) {
      throw new IOException(name + " is no file");
    }
    return folder.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /** A new one, to be written. */
  SeekableByteChannel create(String name) throws IOException {
    return folder.newByteChannel(
        Path.of(name),
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  void deleteIfThere(String name) throws IOException {
    try {
      folder.deleteFile(Path.of(name));
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone already", name, e);
    }
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
