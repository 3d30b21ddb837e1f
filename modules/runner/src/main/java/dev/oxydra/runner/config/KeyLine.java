package dev.oxydra.runner.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives a key that a file doesn't have a line of its own: the one that has it commented out, else a
 * new one at the end of the innermost group that it belongs to. Only files with a group's braces at
 * the ends of lines, as the examples have them, are understood; the caller has to check what came
 * of it.
 */
final class KeyLine {
  private static final Pattern OPEN = Pattern.compile("\\s*([\\w.-]+)\\s*[:=]?\\s*\\{\\s*");
  private static final Pattern CLOSE = Pattern.compile("(\\s*)\\}\\s*");
  private static final Pattern COMMENTED = Pattern.compile("(\\s*)#([\\w.-]+) = .*");

  private final String key;
  private final List<String> lines;
  private final Deque<String> groups = new ArrayDeque<>(List.of(""));
  private int end;
  private String added;
  private String innermost = "";

  private KeyLine(String text, String key) {
    this.key = key;
    this.lines = new ArrayList<>(text.lines().toList());
    this.end = lines.size();
    this.added = key + " = null";
  }

  /** The text with a line {@code key = null}. */
  static String opened(String text, String key) {
    return new KeyLine(text, key).opened();
  }

  private String opened() {
    for (int i = 0; i < lines.size() && !groups.isEmpty(); i++) {
      String line = lines.get(i);
      Matcher commented = COMMENTED.matcher(line);
      Matcher open = OPEN.matcher(line);
      Matcher close = CLOSE.matcher(line);
      if (commented.matches() && path(commented.group(2)).equals(key)) {
        lines.set(i, commented.group(1) + commented.group(2) + " = null");
        return String.join("\n", lines) + "\n";
      }
      if (open.matches()) {
        groups.push(path(open.group(1)));
      } else if (close.matches()) {
        close(i, close.group(1));
      }
    }
    lines.add(end, added);
    return String.join("\n", lines) + "\n";
  }

  private void close(int line, String indent) {
    String group = groups.pop();
    if (key.startsWith(group + ".") && group.length() > innermost.length()) {
      innermost = group;
      end = line;
      added = indent + "  " + key.substring(group.length() + 1) + " = null";
    }
  }

  private String path(String name) {
    String group = groups.element();
    return group.isEmpty() ? name : group + "." + name;
  }
}
