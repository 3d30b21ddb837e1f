package dev.oxydra.tools.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.ToolOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that don't behave: each ends with a clear result, and harms no other. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BadServersTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** The first turn waits for the others, and no longer than it must. */
  private static final Patience IMPATIENT =
      new Patience(
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          SHORT,
          Duration.ofMillis(1),
          Duration.ofMillis(50));

  private static String missing(McpBench bench) throws InterruptedException {
    return bench.call("tool_search", "{\"query\":\"x\"}").text();
  }

  @Test
  void oneThatHangsInTheHandshakeIsDoneWithout() throws Exception {
    try (McpBench bench = new McpBench(null, IMPATIENT).with("mute", "mute")) {
      assertEquals(List.of("tool_search"), bench.names());
      assertTrue(missing(bench).contains("mute is not there: it took longer than 3 s"));
      Await.until("it was ended", LONG, () -> !bench.programs.started.getFirst().isRunning());
    }
  }

  @Test
  void oneThatIsSlowIsNotWaitedForButComesLater() throws Exception {
    Patience patience = new Patience(LONG, Duration.ofMillis(1), LONG, SHORT, SHORT, SHORT);
    try (McpBench bench =
        new McpBench(null, patience)
            .with("slow", McpBench.program("sleep 1; " + Programs.scripted(), LONG))) {
      assertEquals(List.of("tool_search"), bench.names());
      assertTrue(missing(bench).contains("slow has not answered yet"));
      Await.until("it is there", LONG, () -> bench.names().contains("mcp_slow_echo"));
    }
  }

  @Test
  void oneThatCannotStartSaysWhyWithItsLastWords() throws Exception {
    try (McpBench bench =
        new McpBench()
            .with("a")
            .with("bad", "refuses")
            .with("none", McpBench.program("no-such-program", LONG))) {
      assertTrue(bench.names().contains("mcp_a_echo"), "the other one is there");
      String said = missing(bench);
      assertTrue(
          said.contains("bad is not there: it has ended; its last words: No database at hand"),
          said);
      assertTrue(said.contains("none is not there: it has ended; its last words: "), said);
      assertTrue(said.contains("not found"), said);
    }
  }

  @Test
  void oneOfAnotherTimeIsRefused() throws Exception {
    try (McpBench bench = new McpBench().with("old", "old")) {
      bench.names();
      assertTrue(missing(bench).contains("it speaks version '1999-01-01' of the protocol"));
    }
  }

  @Test
  void oneThatHangsInACallIsCancelledAndStaysWhileItGivesASignOfLife() throws Exception {
    try (McpBench bench = new McpBench().with("a", McpBench.program(Programs.scripted(), SHORT))) {
      bench.names();
      ToolOutput output = bench.call("mcp_a_hang", "{}");
      assertFalse(output.ok());
      assertEquals("mcp:a", output.source());
      assertEquals(
          "The MCP server 'a' did not answer: it took longer than 1 s and was cancelled; it may have been done.",
          output.text());
      assertEquals("1", bench.call("mcp_a_cancelled", "{}").text());
      assertEquals(1, bench.programs.started.size());
    }
  }

  @Test
  void oneThatIsStuckIsStartedAnew() throws Exception {
    try (McpBench bench =
        new McpBench().with("a", McpBench.program(Programs.scripted("stuck"), SHORT))) {
      bench.names();
      assertFalse(bench.call("mcp_a_hang", "{}").ok());
      ToolOutput output =
          Await.value(
              "it is back",
              LONG,
              () -> {
                ToolOutput again = bench.call("mcp_a_cancelled", "{}");
                return again.ok() ? again : null;
              });
      assertEquals("0", output.text(), "another process");
      assertFalse(bench.programs.started.getFirst().isRunning());
    }
  }

  @Test
  void oneThatDiesInACallIsStartedAnewAtTheNext() throws Exception {
    try (McpBench bench = new McpBench().with("a")) {
      bench.names();
      ToolOutput output = bench.call("mcp_a_die", "{}");
      assertFalse(output.ok());
      assertEquals(
          "The MCP server 'a' was lost before it answered (it has ended; its last words: Out of luck): it may have been done.",
          output.text());
      assertTrue(bench.call("mcp_a_echo", "{}").ok());
      assertEquals(2, bench.programs.started.size());
    }
  }

  /** The pauses grow, so that a broken server doesn't keep the machine busy. */
  @Test
  void oneThatDiesAtOnceIsNotStartedAgainAndAgain() throws Exception {
    Patience patience = new Patience(LONG, LONG, LONG, SHORT, LONG, LONG);
    try (McpBench bench = new McpBench(null, patience).with("bad", "refuses")) {
      for (int i = 0; i < 20; i++) {
        bench.names();
      }
      assertEquals(1, bench.programs.started.size());
    }
  }

  @Test
  void oneThatNeverComesUpIsLeftAlone() throws Exception {
    try (McpBench bench = new McpBench(null, McpBench.PATIENCE).with("bad", "refuses")) {
      Await.until(
          "it is left alone",
          LONG,
          () -> {
            bench.names();
            return !bench.supervisor.givenUp().isEmpty();
          });
      int started = bench.programs.started.size();
      bench.names();
      assertEquals(started, bench.programs.started.size());
      assertEquals(6, started);
    }
  }

  @Test
  void garbageAndAnswersToNothingAreIgnored() throws Exception {
    try (McpBench bench = new McpBench().with("a", "garbage", "wrong_ids")) {
      bench.names();
      ToolOutput output = bench.call("mcp_a_echo", "{\"x\":1}");
      assertTrue(output.ok());
      assertTrue(output.text().contains("\"x\":1"), output::text);
    }
  }

  @Test
  void aLineThatIsTooLongEndsTheConnection() throws Exception {
    try (McpBench bench = new McpBench().with("a", "floods")) {
      bench.names();
      ToolOutput output = bench.call("mcp_a_echo", "{}");
      assertFalse(output.ok());
      assertTrue(output.text().contains("a line of it is longer than 16 MiB"), output::text);
      assertTrue(output.text().contains("it may have been done"), output::text);
      Await.until("it was ended", LONG, () -> !bench.programs.started.getFirst().isRunning());
      assertEquals("0", bench.call("mcp_a_cancelled", "{}").text());
    }
  }

  @Test
  void aListWithoutAnEndIsCutOff() throws Exception {
    try (McpBench bench = new McpBench().with("a", "endless")) {
      assertTrue(bench.names().contains("mcp_a_echo"));
      assertTrue(missing(bench).contains("the list of tools has no end"));
    }
  }
}
