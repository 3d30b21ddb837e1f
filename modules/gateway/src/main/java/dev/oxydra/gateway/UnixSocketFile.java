package dev.oxydra.gateway;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a Unix socket that is to be listened on. */
record UnixSocketFile(Path path) {
  private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);

  /** {@code sun_path} of unix(7) has 108 bytes, the last of which is zero. */
  private static final int MAX_PATH = 107;

  /** Makes way for a new socket: deletes one that nobody listens on. */
  void prepare() throws IOException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH) {
      throw new IOException(
          "The path of a Unix socket may have %d bytes, and %s has %d; use a shorter workspace_root"
              .formatted(MAX_PATH, path, length));
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isOther()) {
      throw new IOException(path + " is in the way of the gateway's socket: it is not a socket");
    }
    if (isAlive()) {
      throw new IOException("Another process listens on " + path + "; stop it first");
    }
    Files.delete(path);
  }

  private boolean isAlive() {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false; // nobody accepts: it is left over from a process that has ended
    }
  }

  /** Lets only its owner connect. */
  void restrict() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("Can't delete the socket {}: {}", path, e.getMessage());
    }
  }
}
