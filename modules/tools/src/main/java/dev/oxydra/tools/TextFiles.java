package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads and writes whole text files of a workspace. */
final class TextFiles {
  /** The largest file that is read as a whole, in bytes: 8 MiB. */
  static final int MAX_SIZE = 8 << 20;

  private TextFiles() {}

  /** The text of a file: UTF-8 without NUL, up to {@link #MAX_SIZE}. */
  static String read(Workspace workspace, Place place) {
    return workspace.inFolderOf(
        "read", place, folder -> text(bytes(folder, place.name(), place.shown()), place.shown()));
  }

  private static String text(byte[] bytes, String shown) {
    for (byte b : bytes) {
      if (b == 0) {
        throw new ToolException(shown + " is a binary file of " + bytes.length + " bytes");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ToolException(shown + " is not UTF-8 text", e);
    }
  }

  /** The same; null where there is no file, or one that isn't such a text. */
  static @Nullable String readIfText(Workspace workspace, Place place) {
    try {
      return read(workspace, place);
    } catch (ToolException e) {
      return null;
    }
  }

  /** The bytes of a regular file; refuses folders, links, devices and what is too large. */
  static byte[] bytes(SecureDirectoryStream<Path> folder, Path name, String shown)
      throws IOException {
    try (SeekableByteChannel channel = open(folder, name, shown);
        InputStream in = Channels.newInputStream(channel)) {
      if (channel.size() > MAX_SIZE) {
        throw new ToolException(
            "%s has %d bytes, the limit is %d; use shell_exec with head, tail or sed"
                .formatted(shown, channel.size(), MAX_SIZE));
      }
      return in.readNBytes(MAX_SIZE);
    }
  }

  /** Opens a regular file to read; refuses folders, links and devices. */
  static SeekableByteChannel open(SecureDirectoryStream<Path> folder, Path name, String shown)
      throws IOException {
    BasicFileAttributes attributes = attributes(folder, name);
    if (attributes.isDirectory()) {
      throw new ToolException(shown + " is a folder; use file_list");
    }
    if (!attributes.isRegularFile()) {
      throw new ToolException(shown + " is not a regular file");
    }
    return folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /**
   * Puts a whole file in place at once, making the folders that it needs and keeping the
   * permissions of the one that it replaces.
   */
  static void write(Workspace workspace, Place place, String text) {
    write(workspace, place, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with bytes that need not be text. */
  static void write(Workspace workspace, Place place, byte[] bytes) {
    workspace.inMadeFolderOf(
        "write",
        place,
        folder -> {
          Replacement.of(folder, place).write(Replacement.Content.of(bytes));
          return place;
        });
  }

  /**
   * Changes a text file, unless somebody else does so meanwhile.
   *
   * @param change gives the new text for the old one
   */
  static LineDiff edit(Workspace workspace, Place place, UnaryOperator<String> change) {
    return workspace.inFolderOf(
        "edit",
        place,
        folder -> {
          Replacement replacement = Replacement.of(folder, place);
          String before = text(bytes(folder, place.name(), place.shown()), place.shown());
          String after = change.apply(before);
          replacement.writeIfUnchanged(content(after));
          return new LineDiff(before, after);
        });
  }

  private static Replacement.Content content(String text) {
    return Replacement.Content.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
