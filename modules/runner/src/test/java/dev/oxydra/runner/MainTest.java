package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path folder;
  private CapturedHost runner;

  @BeforeEach
  void host() {
    runner = new CapturedHost(folder, folder.resolve("nothing"), Map.of());
  }

  @Test
  void statusWithNothingRunningSaysSo() {
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
    assertTrue(runner.out().contains("No agent runs"), runner::out);
    assertTrue(runner.out().contains("runner start"), runner::out);
  }

  @Test
  void statusAsJsonWithNothingRunningIsJson() throws Exception {
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status", "--json"));
    JsonNode status = Json.mapper().readTree(runner.out());
    assertTrue(status.get("daemon").isNull());
    assertEquals(0, status.get("guests").size());
  }

  @Test
  void stopWithNothingRunningSaysSoAndIsFine() {
    assertEquals(ExitCodes.OK, runner.run("stop"));
    assertTrue(runner.out().contains("nothing to stop"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("stop", "--all"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start",
        "stop",
        "status",
        "restart",
        "reload",
        "logs",
        "attach",
        "tui",
        "ask",
        "config",
        "config show",
        "config check",
        "catalog",
        "catalog show",
        "catalog fetch",
        "catalog verify",
        "doctor",
        "setup",
        "completion",
        "daemon"
      })
  void everyCommandHasHelpWithExitCodes(String command) {
    assertEquals(ExitCodes.OK, runner.run((command + " --help").split(" ")));
    assertTrue(runner.out().contains("Usage: runner " + command), runner::out);
    assertTrue(runner.out().contains("Exit codes:"), runner::out);
    assertTrue(runner.out().contains("--user=NAME"), runner::out);
  }

  @Test
  void helpListsTheCommandsButTheHiddenOne() {
    assertEquals(ExitCodes.OK, runner.run("--help"));
    assertTrue(runner.out().contains("doctor"), runner::out);
    assertFalse(runner.out().contains("daemon  "), runner::out);
    assertTrue(
        runner
            .out()
            .contains("3   status, attach, reload, memory, schedule, budget: no guest runs"),
        runner::out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "strat",
        "status --jsn",
        "--user",
        "config",
        "catalog",
        "catalog show a b",
        "catalog fetch --url",
        "logs --role nobody",
        "logs --tail few",
        "logs --tail -1",
        "logs --since yesterday",
        "logs --stream both",
        "logs --format xml",
        "start --env NAME",
        "start --env =value",
        "start --env-file none.env",
        "start --env NOT_LISTED=1",
        "ask",
        "ask --new --session x hello",
        "ask --agent x hello",
        "ask --model gpt hello",
        "ask --approve some hello",
        "ask --timeout soon hello",
        "restart --user bob --all",
        "status --user Not/Valid"
      })
  void wrongUsageIsSaidAndDoesNothing(String arguments) {
    assertEquals(ExitCodes.WRONG_INPUT, runner.run(arguments.split(" ")));
    assertFalse(runner.err().isBlank());
    assertEquals("", runner.out());
  }

  @Test
  void aMistypedCommandGetsASuggestion() {
    runner.run("strat");
    assertTrue(runner.err().contains("start"), runner::err);
  }

  @Test
  void attachStartsNothing() {
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("attach"));
    assertTrue(runner.err().contains("runner --user alice start"), runner::err);
    assertFalse(java.nio.file.Files.exists(folder.resolve(".oxydra")));
  }

  @Test
  void reloadWithNothingRunningSaysSo() {
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("reload"));
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("reload", "--all"));
    assertTrue(runner.err().contains("No agent runs"), runner::err);
  }

  @Test
  void completionIsAScriptForTheShell() {
    assertEquals(ExitCodes.OK, runner.run("completion"));
    assertTrue(runner.out().contains("complete -F _complete_runner"), runner::out);
    assertTrue(runner.out().contains("--follow"), runner::out);
  }

  @Test
  void optionsOfTheRunnerMayComeAfterTheCommand() {
    Path other = folder.resolve("other");
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status", "--dir", other.toString()));
    assertTrue(runner.out().contains(other.toString()), runner::out);
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("--dir", other.toString(), "status"));
    assertTrue(runner.out().contains(other.toString()), runner::out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Alice", "DOMAIN\\alice", "-", "", "ünal", "..", "a b"})
  void anyNameOfTheSystemGivesAUser(String name) {
    String user = Invocation.defaultUser(name).value();
    assertTrue(user.matches("[a-z0-9][a-z0-9._-]*"), user);
  }
}
