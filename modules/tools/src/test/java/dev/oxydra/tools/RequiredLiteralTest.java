package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequiredLiteralTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      emptyValue = "",
      value = {
        "needle needle",
        "colou?r colo",
        "ab* a",
        "a+bc bc",
        "ab{0,3}cd cd",
        "x{2}yz yz",
        "^class\\s+Foo$ class",
        "foo\\.bar foo.bar",
        "\\bword\\b word",
        "a|b ''",
        "(?i)abc ''",
        "abc(?i)def ''",
        "abc(d|e) abc",
        "x(a(b[)])c)?yz yz",
        "(a\\)b)cd cd",
        "[abc]def def",
        "[^\\]]def def",
        "[]a]def ''",
        "[^]a]def ''",
        "[a[b]]cd ''",
        "ab[\\Q]]\\Ecd ''",
        "\\Qa*\\E ''",
        "\\x41bc ''",
        "\\p{L}bc ''",
        "(a)\\1b ''",
        "😀?a ''",
        ".* ''",
        "'' ''"
      })
  void isTheLongestThatIsSure(String regex, String literal) {
    assertEquals(literal, RequiredLiteral.of(regex));
  }
}
