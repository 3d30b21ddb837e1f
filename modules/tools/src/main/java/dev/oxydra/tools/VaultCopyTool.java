package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Copies a file out of the vault; the only tool that reads there. */
final class VaultCopyTool {
  private static final int BLOCK = 1 << 16;

  private final Workspace workspace;

  VaultCopyTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "vault_copyto", tier = Tier.SIDE_EFFECTING)
  ToolOutput copy(
      @Param("The file in the vault, such as /vault/data.csv") String source,
      @Param("The file to write, under /shared or /tmp; folders that are missing are made")
          String destination) {
    Place from = workspace.resolveInVault(source);
    Place to = workspace.resolve(destination);
    long size = workspace.inFolderOf("read", from, vault -> copy(vault, from, to));
    return ToolOutput.ok(
        "Read %d bytes of %s\nWrote %d bytes to %s"
            .formatted(size, from.shown(), size, to.shown()));
  }

  private long copy(SecureDirectoryStream<Path> vault, Place from, Place to) throws IOException {
    try (SeekableByteChannel in = TextFiles.open(vault, from.name(), from.shown())) {
      Set<PosixFilePermission> permissions =
          vault
              .getFileAttributeView(
                  from.name(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes()
              .permissions();
      return workspace.inMadeFolderOf(
          "write",
          to,
          folder -> {
            Replacement.of(folder, to).withPermissions(permissions).write(out -> transfer(in, out));
            return in.position();
          });
    }
  }

  private static void transfer(SeekableByteChannel in, SeekableByteChannel out) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    while (in.read(block) >= 0) {
      block.flip();
      while (block.hasRemaining()) {
        out.write(block);
      }
      block.clear();
    }
  }
}
