package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of gitignore(5), one or more lines for each sentence of it. */
final class GitIgnoreTest {
  /** A semicolon ends a line of the file; folders end with a slash. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          ;;|a|false
          # a;#b|#b|false
          \\#b|#b|true
          a  |a|true
          a\\ |a |true
          a\\ |a|false
          a\\  |a |true
           a| a|true
          *.txt;!b.txt|a.txt|true
          *.txt;!b.txt|b.txt|false
          !b.txt;*.txt|b.txt|true
          \\!a|!a|true
          \\!a|a|false
          a|a|true
          a|x/a|true
          a|x/y/a/|true
          /a|a|true
          /a|x/a|false
          a/b|a/b|true
          a/b|x/a/b|false
          /a/b|a/b|true
          a/|a/|true
          a/|a|false
          a/|x/a/|true
          a/b/|a/b/|true
          a/b/|x/a/b/|false
          a/b/|a/b|false
          *.o|x.o|true
          *.o|x/y.o|true
          *.o|x.oo|false
          a*c|abbc|true
          a*c|ac|true
          a*c*e|abcde|true
          a*c*e|abcd|false
          a/*|a/b|true
          a/*|a/b/c|false
          a/*/c|a/b/c|true
          a/*/c|a/c|false
          a?c|abc|true
          a?c|ac|false
          a?b|a/b|false
          [ab]c|bc|true
          [a-c]x|bx|true
          [a-c]x|dx|false
          [!a-c]x|dx|true
          [^a-c]x|bx|false
          []a]x|]x|true
          [a\\]]x|]x|true
          [a-]x|-x|true
          [[:digit:]]x|7x|true
          [[:digit:]b]x|bx|true
          [![:alpha:]]x|ax|false
          [[:xdigit:]]x|Fx|true
          [ab|a|false
          [ab|[ab|false
          a\\|a|false
          \\a|a|true
          \\*|*|true
          \\*|a|false
          **/a|a|true
          **/a|x/y/a|true
          **/a/b|x/a/b|true
          **/a/b|x/a/y/b|false
          a/**|a/b|true
          a/**|a/b/c|true
          a/**|a/|false
          a/**|x/a/b|false
          a/**/b|a/b|true
          a/**/b|a/x/y/b|true
          a/**/b|ab|false
          a/**/b/**/c|a/x/b/b/y/c|true
          a/**/b/*/c|a/b/x/b/y/c|true
          a**b|axxb|true
          a/x**y|a/xzzy|true
          a/x**y|a/x/y|false
          **|a|true
          **/|a|false
          **/|a/|true
          /**|a/b|true
          /*;!/a|b|true
          /*;!/a|a|false
          /*;!/a|x/b|false
          /|a|false
          a/**/|a/b/|true
          a/**/|a/b|false
          ä*|äöü|true
          """)
  void followsTheManual(String file, String path, boolean ignored) {
    GitIgnore ignore = GitIgnore.NONE.and(file.replace(';', '\n'), 0);
    assertEquals(ignored, ignores(ignore, path));
  }

  private static boolean ignores(GitIgnore ignore, String path) {
    List<String> names = Arrays.asList(path.split("/"));
    return ignore.ignores(names.subList(0, names.size() - 1), names.getLast(), path.endsWith("/"));
  }

  @Test
  void aDeeperFileSaysMore() {
    GitIgnore top = GitIgnore.NONE.and("*.log\n/b\n", 0);
    GitIgnore below = top.and("!a.log\n/c\n*.tmp", 1);
    assertEquals(
        List.of(true, false, true, false, true, false, true),
        List.of(
            ignores(top, "x/a.log"),
            ignores(below, "x/a.log"),
            ignores(below, "x/b.log"),
            ignores(below, "x/b"),
            ignores(below, "x/c"),
            ignores(below, "x/y/c"),
            ignores(below, "x/y/z.tmp")));
  }

  @Test
  void linesMayEndAsOnWindowsAfterAByteOrderMark() {
    GitIgnore ignore = GitIgnore.NONE.and("\ufeffa\r\nb\r\n", 0);
    assertEquals(List.of(true, true), List.of(ignores(ignore, "a"), ignores(ignore, "b")));
  }

  @Test
  void noPatternTakesForEver() {
    GitIgnore names = GitIgnore.NONE.and("*a".repeat(100) + "*b", 0);
    GitIgnore paths = GitIgnore.NONE.and("**/a/".repeat(100) + "b", 0);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertFalse(ignores(names, "a".repeat(255)));
          assertFalse(ignores(paths, "a/".repeat(1000) + "c"));
        });
  }
}
