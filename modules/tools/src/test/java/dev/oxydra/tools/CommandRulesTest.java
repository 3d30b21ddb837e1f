package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandRulesTest {
  private static CommandRules rules(
      List<String> allow, List<String> deny, boolean replace, boolean operators) {
    return new CommandRules(
        new AgentConfig.Shell(60, 60, allow, deny, replace, operators, List.of()));
  }

  private static final CommandRules DEFAULTS = rules(List.of(), List.of(), false, true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "rm -rf build",
        "echo rm -rf /",
        "echo 'rm -rf / '",
        "a && b | c > d",
        "",
        "rm -rf /tmp/x"
      })
  void byDefaultAlmostEverythingRuns(String command) {
    assertNull(DEFAULTS.objection(command));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -rf /",
        "  rm   -rf \t / ",
        "true; rm -rf /",
        "true && rm -rf /shared",
        "echo $(rm -rf /)",
        "echo \"`mkfs.ext4 /dev/sda`\"",
        "if true; then reboot; fi",
        "(shutdown now)",
        "true\nhalt\n",
        "{ reboot; }"
      })
  void whatEndsEverythingDoesNotWhereverItStands(String command) {
    String objection = DEFAULTS.objection(command);
    assertNotNull(objection);
    assertTrue(objection.startsWith("tools.shell.deny has"), objection);
  }

  @Test
  void ownPatternsComeBesideTheBuiltInOnesOrInTheirPlace() {
    CommandRules more = rules(List.of(), List.of("git push*"), false, true);
    assertNotNull(more.objection("cd x && git push --force"));
    assertNotNull(more.objection("reboot"));
    CommandRules only = rules(List.of("git *", "ls*"), List.of("git push*"), true, true);
    assertNull(only.objection("git log | ls"));
    assertEquals(
        "tools.shell.allow has nothing that fits \"make all\".",
        only.objection("git log && make  all"));
    assertNotNull(only.objection("git push"));
    assertNotNull(only.objection("ls; $(echo make)"));
    CommandRules allowed = rules(List.of("*"), List.of(), true, true);
    assertNull(allowed.objection("reboot"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a; b~;",
        "a && b~&",
        "a | b~|",
        "a > b~>",
        "a < b~<",
        "echo $(b)~$(",
        "echo \"$(b)\"~$(",
        "echo `b`~`",
        "(a)~("
      })
  void operatorsCanBeForbidden(String command, String operator) {
    String objection = rules(List.of(), List.of(), false, false).objection(command);
    assertEquals(
        "tools.shell.allow_operators is false, and this has "
            + operator
            + ". Run one command a call.",
        objection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a 'b; c'", "a \"b > c\"", "a b\\;", "a\n", "a $b ${c}"})
  void whatIsQuotedIsNoOperator(String command) {
    assertNull(rules(List.of(), List.of(), false, false).objection(command));
  }

  @Test
  void twoLinesAreTwoCommands() {
    assertNotNull(rules(List.of(), List.of(), false, false).objection("a\nb"));
    assertEquals(List.of("a", "b"), CommandLine.of("a\n\nb\n").commands());
  }

  @Test
  void whatIsNotClosedIsTakenAsItIs() {
    assertEquals(List.of("a 'b; c"), CommandLine.of("a 'b; c").commands());
    assertEquals(List.of("a \"b; c"), CommandLine.of("a \"b; c").commands());
    assertEquals(List.of("a \\"), CommandLine.of("a \\").commands());
  }
}
