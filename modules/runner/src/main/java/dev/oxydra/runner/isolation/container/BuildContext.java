package dev.oxydra.runner.isolation.container;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * What an engine builds an image from, as a tar archive: the files of a distribution with their
 * times, owned by root and readable for everyone, whoever installed them.
 *
 * @param content the distribution's files
 * @param role which of them
 */
record BuildContext(ImageContent content, ImageRole role) {
  private static final int FOLDER = 0755;
  private static final int PROGRAM = 0755;
  private static final int FILE = 0644;

  void write(Path archive) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
      put(tar, content.dockerfile(), "Dockerfile");
      for (Path file : content.files(role)) {
        put(tar, file, content.distribution().relativize(file).toString());
      }
    }
  }

  private static void put(TarArchiveOutputStream tar, Path file, String name) throws IOException {
    TarArchiveEntry entry = entry(file, name);
    entry.setModTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
    tar.putArchiveEntry(entry);
    if (entry.isFile() && !entry.isSymbolicLink()) {
      Files.copy(file, tar);
    }
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(Path file, String name) throws IOException {
    if (Files.isSymbolicLink(file)) {
      TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      link.setLinkName(Files.readSymbolicLink(file).toString());
      return link;
    }
    if (Files.isDirectory(file)) {
      TarArchiveEntry folder = new TarArchiveEntry(name + "/");
      folder.setMode(FOLDER);
      return folder;
    }
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(file));
    entry.setMode(Files.isExecutable(file) ? PROGRAM : FILE);
    return entry;
  }
}
