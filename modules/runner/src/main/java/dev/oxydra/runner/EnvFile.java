package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of {@code --env-file}: {@code NAME=VALUE}, a line each. A value goes to the end of the
 * line, without blanks around it; in single quotes it is as it is written, in double ones a
 * backslash stands before a quote, a backslash, {@code n} or {@code t}. Lines that begin with a
 * number sign are comments.
 */
final class EnvFile {
  private static final Pattern LINE =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)=[ \\t]*(.*?)\\s*");

  /** Anything else says that somebody but its owner could have a look, or a hand in it. */
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private EnvFile() {}

  /**
   * Reads it.
   *
   * @throws RunnerException with all lines that can't be, or when others than its owner may read or
   *     write it
   */
  static Map<String, String> read(Path file) {
    try {
      requirePrivate(file);
      Map<String, String> variables = new LinkedHashMap<>();
      List<String> problems = new ArrayList<>();
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String problem = read(lines.get(i), variables);
        if (!problem.isEmpty()) {
          problems.add(file + ":" + (i + 1) + ": " + problem);
        }
      }
      if (!problems.isEmpty()) {
        throw wrong(String.join("\n", problems));
      }
      return variables;
    } catch (CharacterCodingException e) {
      throw wrong(file + ": This is not UTF-8. Save it as UTF-8.");
    } catch (IOException e) {
      throw wrong(file + ": It can't be read: " + e.getMessage());
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    if (Files.isRegularFile(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw wrong(
          "%s: Others may read or write it, and it may hold secrets. Make it yours alone: chmod 600 %s"
              .formatted(file, file));
    }
  }

  /** What is wrong with the line; empty when nothing is. */
  private static String read(String line, Map<String, String> variables) {
    if (line.isBlank() || line.stripLeading().startsWith("#")) {
      return "";
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return "This is no NAME=VALUE. A comment begins with #.";
    }
    String value = parts.group(2);
    if (value.startsWith("'") || value.startsWith("\"")) {
      if (value.length() < 2 || value.charAt(value.length() - 1) != value.charAt(0)) {
        return "The quote at the value's beginning has none at its end.";
      }
      String inner = value.substring(1, value.length() - 1);
      try {
        value = value.startsWith("'") ? inner : unescaped(inner);
      } catch (IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    }
    variables.put(parts.group(1), value);
    return "";
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (at == '"') {
        throw new IllegalArgumentException("A quote within quotes needs a backslash before it.");
      }
      if (at == '\\') {
        i++;
        int escape = i == text.length() ? -1 : "\\\"nt".indexOf(text.charAt(i));
        if (escape < 0) {
          throw new IllegalArgumentException(
              "A backslash in double quotes stands before \\, \", n or t. Use single quotes.");
        }
        plain.append("\\\"\n\t".charAt(escape));
      } else {
        plain.append(at);
      }
    }
    return plain.toString();
  }

  private static RunnerException wrong(String message) {
    return new RunnerException(
        Kind.CONFIGURATION, "Variables can't be read; nothing was started.\n" + message);
  }
}
