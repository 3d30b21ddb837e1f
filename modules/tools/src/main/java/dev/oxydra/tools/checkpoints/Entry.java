package dev.oxydra.tools.checkpoints;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing below the folder.
 *
 * @param path from the folder, one character a byte
 * @param stat when it was looked at; its {@code ctime} is {@link #UNSETTLED} where the content may
 *     have changed since without leaving a trace in it
 * @param content of a file its digest, one character a byte; of a link its target; of what is not
 *     kept the reason; else empty
 */
record Entry(String path, Kind kind, Stat stat, String content) {
  static final long UNSETTLED = -1;

  /** What it is. */
  enum Kind {
    FILE('f'),
    FOLDER('d'),
    LINK('l'),
    /** What can't be kept. It is never touched. */
    SKIPPED('-');

    /** As which a list has it. */
    final int code;

    Kind(int code) {
      this.code = code;
    }

    /** Null for a code that none has. */
    static @Nullable Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  Entry {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(stat, "stat");
    Objects.requireNonNull(content, "content");
  }

  /** Whether both are the same to whoever looks at the folder: times don't count. */
  boolean looksLike(Entry other) {
    return kind == other.kind
        && content.equals(other.content)
        && (kind == Kind.LINK || stat.permissions() == other.stat.permissions());
  }

  /** The order of paths: name by name, each by its bytes. */
  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return (x == '/' ? 0 : x) - (y == '/' ? 0 : y);
      }
    }
    return a.length() - b.length();
  }

  /** Whether a path is below another one. */
  static boolean isBelow(String path, String folder) {
    return path.length() > folder.length()
        && path.charAt(folder.length()) == '/'
        && path.startsWith(folder);
  }

  /** The folder that a path is in; empty for the root. */
  static String folderOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Its path as tools show it; a JSON string if it has control characters, such as line breaks. */
  String shown() {
    String text =
        "/shared/" + new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return text.chars().anyMatch(Character::isISOControl) ? new TextNode(text).toString() : text;
  }
}
