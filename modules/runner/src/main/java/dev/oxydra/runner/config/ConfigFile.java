package dev.oxydra.runner.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.parser.ConfigDocument;
import com.typesafe.config.parser.ConfigDocumentFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file whose keys are changed in place: comments, order and everything else stay.
 * Nothing is written before {@link #write}.
 */
public final class ConfigFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final Path file;
  private final @Nullable String before;
  private String text;

  private ConfigFile(Path path, Path file, @Nullable String before) {
    this.path = path;
    this.file = file;
    this.before = before;
    this.text = before == null ? "" : before;
  }

  /** Reads one; a file that isn't there is an empty one. */
  public static ConfigFile read(Path file) throws IOException {
    return Files.exists(file)
        ? new ConfigFile(file, file.toRealPath(), Files.readString(file))
        : new ConfigFile(file, file, null);
  }

  /**
   * Gives a key another value. Where a line has it commented out, as in the examples, that line is
   * taken.
   *
   * @param key its whole path
   * @param value as it is written in HOCON
   * @throws com.typesafe.config.ConfigException when the file or the value is not HOCON
   */
  public void set(String key, String value) {
    // Not getValue(), which takes a null for nothing.
    ConfigValue parsed = ConfigFactory.parseString("v = " + value).root().get("v");
    Config wanted = ConfigFactory.parseString(text).withValue(key, parsed);
    String edited = valued(hasKey(text, key) ? text : KeyLine.opened(text, key), key, value);
    // A file of an unusual shape may have been misread: then the key goes where the parser puts it.
    text = edited != null && isLike(edited, wanted) ? edited : replaced(text, key, value);
  }

  /** As it was asked for, even where that is a link. */
  public Path path() {
    return path;
  }

  public String text() {
    return text;
  }

  private static boolean hasKey(String text, String key) {
    return ConfigDocumentFactory.parseString(text).hasPath(key);
  }

  private static @Nullable String valued(String opened, String key, String value) {
    try {
      return replaced(opened, key, value);
    } catch (com.typesafe.config.ConfigException notHocon) {
      return null;
    }
  }

  private static String replaced(String text, String key, String value) {
    ConfigDocument document = ConfigDocumentFactory.parseString(text);
    return document.withValueText(key, value).render();
  }

  private static boolean isLike(String edited, Config wanted) {
    try {
      return ConfigFactory.parseString(edited).equals(wanted);
    } catch (com.typesafe.config.ConfigException notHocon) {
      return false;
    }
  }

  /**
   * Writes it for its owner alone, at once or not at all. What was there is kept beside it, with
   * {@code .bak} at the end of its name.
   *
   * @return whether there was anything to write
   */
  public boolean write() throws IOException {
    if (text.equals(before)) {
      return false;
    }
    if (before != null) {
      replace(file.resolveSibling(file.getFileName() + ".bak"), before);
    }
    replace(file, text);
    return true;
  }

  /** Puts back what was read. */
  public void restore() throws IOException {
    if (before == null) {
      Files.deleteIfExists(file);
    } else {
      replace(file, before);
    }
  }

  /** Writes a file of mode 0600, in place of another one if there is one. */
  public static void replace(Path file, String text) throws IOException {
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), file.getFileName() + "-", ".new", OWNER_ONLY);
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
