package dev.oxydra.runner;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * Where the daemon of a configuration folder keeps its own files: {@code <folder>/run}, which no
 * guest sees.
 *
 * @param config the configuration folder, absolute
 */
record DaemonFiles(Path config) {
  /** How the names of {@link #processes} end. */
  static final String PROCESSES = ".guest.json";

  /**
   * @throws RunnerException when no socket can be where the control socket should
   */
  void check() {
    if (!Workspace.isShort(socket())) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "The path of the control socket, %s, is over %d bytes. Use a folder with a shorter path, see --dir."
              .formatted(socket(), Workspace.MAX_SOCKET_PATH));
    }
  }

  /** Tells the guests of this folder from those of others on the host: 12 hexadecimal digits. */
  String installation() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(config.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  Path run() {
    return config.resolve("run");
  }

  /** Makes {@link #run}, and the configuration folder where there is none, for the owner alone. */
  void makeRun() throws IOException {
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(run(), PosixFilePermissions.asFileAttribute(ownerOnly));
    Files.setPosixFilePermissions(run(), ownerOnly);
  }

  /** Takes control requests; mode 0600. */
  Path socket() {
    return run().resolve("control.sock");
  }

  /** Locked by the one daemon of the folder. */
  Path lock() {
    return run().resolve("daemon.lock");
  }

  Path pid() {
    return run().resolve("daemon.pid");
  }

  Path log() {
    return run().resolve("daemon.log");
  }

  /** The folder of the host's embedders: their sockets, and what they say. */
  Path embedder() {
    return run().resolve("emb");
  }

  /** Which processes a user's guest has, for the daemon that comes after. */
  Path processes(UserId user) {
    return run().resolve(user + PROCESSES);
  }

  /** What of the day a user's guest has used. */
  Path allowance(UserId user) {
    return run().resolve(user + ".usage.json");
  }

  /** The isolation tier's notes on one of these processes. */
  Path status(UserId user, String role) {
    return run().resolve(user + "." + role + ".status");
  }
}
