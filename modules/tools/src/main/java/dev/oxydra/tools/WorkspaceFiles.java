package dev.oxydra.tools;

import dev.oxydra.types.FileSource;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The workspace's files that results refer to. */
record WorkspaceFiles(Workspace workspace) implements FileSource {
  /** What is said of a file in a result. */
  static ToolFile file(
      Place place,
      byte[] bytes,
      String type,
      ToolFile.Audience audience,
      @Nullable String caption) {
    return new ToolFile(place.shown(), type, bytes.length, sha256(bytes), audience, caption);
  }

  @Override
  public byte[] read(ToolFile file) {
    Place place = workspace.resolve(file.path());
    byte[] bytes =
        workspace.inFolderOf("read", place, folder -> start(folder, place, file.size() + 1));
    if (bytes.length != file.size() || !sha256(bytes).equals(file.sha256())) {
      throw new ToolException("it has been changed since");
    }
    return bytes;
  }

  /** Of a regular file no more than {@code most} bytes. */
  private static byte[] start(SecureDirectoryStream<Path> folder, Place place, long most)
      throws IOException {
    try (SeekableByteChannel channel = TextFiles.open(folder, place.name(), place.shown());
        InputStream in = Channels.newInputStream(channel)) {
      return in.readNBytes(Math.toIntExact(most));
    }
  }

  /** A file's first bytes, which tell what it is. */
  static byte[] head(Workspace workspace, Place place) {
    return workspace.inFolderOf("read", place, folder -> start(folder, place, ContentType.HEAD));
  }

  /** The whole of a file that is not too large for what is to be done with it. */
  static byte[] whole(Workspace workspace, Place place, int limit, String tooLarge) {
    return workspace.inFolderOf(
        "read",
        place,
        folder -> {
          byte[] bytes = start(folder, place, limit + 1L);
          if (bytes.length > limit) {
            throw new ToolException(
                "%s has more than %d bytes, %s".formatted(place.shown(), limit, tooLarge));
          }
          return bytes;
        });
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
