package dev.oxydra.runner.config;

import com.typesafe.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a file's syntax, in words of our own: the parser's repeat what is in the file,
 * and that may be a key.
 */
final class SyntaxProblem {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^}]*)}");

  /** A variable's or a configuration key's; whatever else is there may be no name. */
  private static final Pattern NAME =
      Pattern.compile("[A-Z_][A-Z0-9_]{0,127}|[a-z_]{1,30}(\\.[a-z_]{1,30})*");

  /** By what the parser's message contains. */
  private static final Map<String, String> WORDS = words();

  private SyntaxProblem() {}

  static String of(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof ConfigException.UnresolvedSubstitution) {
      Matcher reference = REFERENCE.matcher(message);
      String name = reference.find() ? reference.group(1) : "";
      return NAME.matcher(name).matches()
          ? "Nothing is set for ${" + name + "}"
          : "Nothing is set for what is referred to here";
    }
    return WORDS.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("This is not HOCON");
  }

  private static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put(
        "not: end of file",
        "A brace, bracket or quotation mark is not closed before the end of the file");
    words.put("may not be followed by token", "A key must be followed by =, : or {");
    words.put("Reserved character", "A reserved character must be in quotation marks");
    words.put("escape sequence", "A backslash in quotation marks begins no escape that is known");
    words.put("string quote was still open", "A quotation mark is not closed");
    words.put("not allowed inside quotes", "A line break or control is in quotation marks");
    words.put("concatenate", "A text can't be joined to a list or a group of keys");
    words.put("close brace }", "A comma or a line break is missing, or a brace is not closed");
    words.put("List should have ]", "A comma is missing, or a bracket is not closed");
    words.put("trailing tokens", "There is more than its braces allow");
    words.put("cycle", "This refers to itself");
    return words;
  }
}
