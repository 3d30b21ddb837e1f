package dev.oxydra.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files in {@code ipc/} that lead a client to the gateway. */
final class EndpointFiles implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path endpoint;
  private final Path token;

  private EndpointFiles(Path ipc) {
    this.endpoint = ipc.resolve("gateway-endpoint");
    this.token = ipc.resolve("gateway-token");
  }

  /** Writes both; {@code gateway-endpoint} comes last, and so says that the guest is ready. */
  static EndpointFiles write(Path ipc, String endpoint, String token) throws IOException {
    EndpointFiles files = new EndpointFiles(ipc);
    replace(files.token, token);
    replace(files.endpoint, endpoint);
    return files;
  }

  private static void replace(Path file, String line) throws IOException {
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "." + file.getFileName(),
            "",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(fresh, line + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The token dies with the guest; the endpoint stays, so that the next guest can have the same
   * port.
   */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(token);
  }
}
