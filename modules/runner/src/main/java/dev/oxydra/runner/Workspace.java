package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A user's folders on the host.
 *
 * @param root {@code <workspace_root>/<user>}, absolute
 */
record Workspace(Path root) {
  /**
   * The longest path that a Unix socket can have, in bytes.
   *
   * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
   */
  static final int MAX_SOCKET_PATH = 107;

  /** For the first pages of a journal, its index and logs. */
  private static final long LEAST_FREE = 8 << 20;

  Path shared() {
    return root.resolve("shared");
  }

  Path tmp() {
    return root.resolve("tmp");
  }

  Path vault() {
    return root.resolve("vault");
  }

  Path internal() {
    return root.resolve("internal");
  }

  /** The user's journal, as the guest names it. */
  Path journal() {
    return internal().resolve("journal.db");
  }

  /** Scratch space of the guest itself, out of the reach of the commands that its agent runs. */
  Path scratch() {
    return internal().resolve("tmp");
  }

  /** Where a socket is made before it is moved to where programs see it; no program sees this. */
  Path madeSocket() {
    return root.resolve("made.sock");
  }

  /** Locked by the daemon that runs programs in it; no program sees it. */
  Path lock() {
    return root.resolve("daemon.lock");
  }

  /** Says how the workspace is laid out, see {@link WorkspaceSchema}; no program sees it. */
  Path stamp() {
    return root.resolve("workspace.json");
  }

  Path ipc() {
    return root.resolve("ipc");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path gatewaySocket() {
    return ipc().resolve("gateway.sock");
  }

  Path endpointFile() {
    return ipc().resolve("gateway-endpoint");
  }

  Path tokenFile() {
    return ipc().resolve("gateway-token");
  }

  Path brokerSocket() {
    return ipc().resolve("broker.sock");
  }

  /** The sidecar's folder: the only part of {@code ipc} that it sees. */
  Path shellFolder() {
    return ipc().resolve("shell");
  }

  Path shellSocket() {
    return shellFolder().resolve("shell.sock");
  }

  /** The broker's socket for commands. */
  Path commandBrokerSocket() {
    return shellFolder().resolve("broker.sock");
  }

  /** What a program writes to its standard error: its log. */
  Path log(String role) {
    return log(role, LogStream.STDERR);
  }

  /** What a program writes to a stream. */
  Path log(String role, LogStream stream) {
    return logs().resolve(role + stream.suffix());
  }

  /**
   * @throws RunnerException when it is too deep for the sockets in it
   */
  void check() {
    if (!isShort(commandBrokerSocket())) {
      throw new RunnerException(
          Kind.FILES,
          "The workspace %s has too long a path: sockets in it would be over %d bytes. Set a shorter workspace_root in runner.conf."
              .formatted(root, MAX_SOCKET_PATH));
    }
  }

  /**
   * @throws RunnerException when the disk is so full that no guest could begin
   */
  void checkRoom() {
    try {
      long free = Files.getFileStore(root).getUsableSpace();
      if (free < LEAST_FREE) {
        throw new RunnerException(
            Kind.FILES,
            "The disk of the workspace %s is full: %d MiB are free, and a guest needs %d. Make room there, or set another workspace_root in runner.conf."
                .formatted(root, free >> 20, LEAST_FREE >> 20));
      }
    } catch (IOException e) {
      throw new RunnerException(
          Kind.FILES, "Can't look at the disk of " + root + ": " + e.getMessage(), e);
    }
  }

  /** Whether a Unix socket can have that path. */
  static boolean isShort(Path socket) {
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
  }

  /**
   * Makes the folders that aren't there, for nobody but their owner.
   *
   * @throws RunnerException when that can't be, or something else is in their place
   */
  void create() {
    check();
    folders().forEach(Workspace::create);
  }

  /** All of them, outer ones first. */
  List<Path> folders() {
    return List.of(
        root, shared(), tmp(), vault(), internal(), scratch(), ipc(), logs(), shellFolder());
  }

  private static void create(Path folder) {
    try {
      // A guest can write into some of these: a link that it left must not lead us elsewhere.
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(folder);
      }
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new RunnerException(
            Kind.FILES, folder + " should be a folder and is something else. Move it away.");
      }
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (FileSystemException e) {
      String why =
          e instanceof AccessDeniedException || e.getReason() == null
              ? "permission denied"
              : e.getReason();
      throw new RunnerException(
          Kind.FILES,
          "The folder %s can't be made or isn't yours: %s. Make it writable, or set another workspace_root in runner.conf."
              .formatted(folder, why),
          e);
    } catch (IOException e) {
      throw new RunnerException(Kind.FILES, "The folder " + folder + " can't be made.", e);
    }
  }
}
