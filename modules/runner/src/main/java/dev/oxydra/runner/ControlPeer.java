package dev.oxydra.runner;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Who may command the daemon: its own user, and root. The socket's mode says the same; this holds
 * even when somebody has changed that.
 *
 * @param self the daemon's user
 * @param root user 0
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SO_PEERCRED</a>
 */
record ControlPeer(UserPrincipal self, UserPrincipal root) {
  /**
   * @param socket a file that this process has made
   */
  static ControlPeer ownerOf(Path socket) throws IOException {
    return new ControlPeer(
        Files.getOwner(socket),
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0"));
  }

  boolean mayCommand(SocketChannel connection) throws IOException {
    return mayCommand(connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
  }

  boolean mayCommand(UserPrincipal peer) {
    return peer.equals(self) || peer.equals(root);
  }
}
