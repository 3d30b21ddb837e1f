package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.Json;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.PlainJson;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  @Test
  void saysWhatDoesNotWorkAndTheLastLines() {
    StringWriter out = new StringWriter();
    StatusTable.print(
        new PrintWriter(out, true),
        List.of(
            new GuestStatus(
                new UserId("alice"),
                GuestStatus.State.FAILED,
                "process",
                null,
                null,
                "demo",
                "demo",
                "ws://127.0.0.1:4000/ws",
                "/w/gateway.sock",
                "/w/gateway-token",
                3,
                List.of(new StartupStatus.Reason("failed", "It died 4 times within 300 s.")),
                List.of("out of memory"),
                List.of())));
    assertEquals(
        """
        USER   STATE                HEALTH  TIER     PID  UPTIME  MEMORY  CPU  SESSIONS  TURNS  TODAY  MODEL      ENDPOINT
        alice  failed (3 restarts)  -       process  -    -       -       -    -         -      -      demo/demo  ws://127.0.0.1:4000/ws
        alice: failed: It died 4 times within 300 s.
        alice | out of memory
        """,
        out.toString());
  }

  @Test
  void saysWhichCircuitsAreNotClosed() {
    Instant until =
        LocalDate.of(2026, 1, 2).atTime(14, 3, 5).atZone(ZoneId.systemDefault()).toInstant();
    GuestStatus guest =
        new GuestStatus(
            new UserId("alice"),
            GuestStatus.State.RUNNING,
            "process",
            7L,
            null,
            "openai",
            "gpt-5",
            "",
            "/w/gateway.sock",
            "/w/gateway-token",
            0,
            List.of(),
            List.of(),
            List.of(
                health("openai/gpt-5", ProviderHealth.State.OPEN, 3, until, "HTTP 503: busy"),
                health("demo/demo", ProviderHealth.State.CLOSED, 0, null, null),
                health("lab/a/b", ProviderHealth.State.HALF_OPEN, 1, null, null)));
    StringWriter out = new StringWriter();
    StatusTable.print(new PrintWriter(out, true), List.of(guest));
    assertEquals(
        """
        alice: circuit openai/gpt-5 open until 14:03:05 after 3 failures: HTTP 503: busy
        alice: circuit lab/a/b half open after 1 failure
        """,
        out.toString().lines().skip(2).map(line -> line + "\n").collect(Collectors.joining()));
  }

  private static GuestStatus running(String tier, GuestReport report, GuestStatus.Usage usage) {
    return new GuestStatus(
            new UserId("bob"),
            GuestStatus.State.RUNNING,
            tier,
            7L,
            null,
            "demo",
            "demo",
            "",
            "/w/gateway.sock",
            "/w/gateway-token",
            0,
            List.of(new StartupStatus.Reason("shell_down", "It doesn't run.")),
            List.of("a last line"),
            List.of())
        .with(report)
        .with(usage);
  }

  private static String print(GuestStatus guest) {
    StringWriter out = new StringWriter();
    StatusTable.print(new PrintWriter(out, true), List.of(guest));
    return out.toString();
  }

  @Test
  void saysWhatAGuestDoesAndTakes() {
    GuestReport report =
        new GuestReport(
            GuestStatus.Health.HEALTHY,
            new GuestActivity(12, 2, 3, new BigDecimal("0.1201")),
            List.of());
    String said =
        print(
            running(
                "process",
                report,
                new GuestStatus.Usage(
                    new GuestStatus.Taken(100L << 20, 61_000, 5),
                    new GuestStatus.Taken(20L << 20, 4_000, 2))));
    List<String> cells = List.of(said.lines().toList().get(1).split(" {2,}"));
    assertEquals(
        List.of(
            "bob",
            "running",
            "degraded",
            "process",
            "7",
            "-",
            "120 MiB",
            "1m 5s",
            "12",
            "2 (3 waiting)",
            "$0.13",
            "demo/demo",
            "-"),
        cells);
  }

  @Test
  void aGuestThatDoesNotAnswerIsSaidToBeSo() {
    String said = print(running("process", GuestReport.SILENT, new GuestStatus.Usage(null, null)));
    assertTrue(said.lines().toList().get(1).contains("running  not answering  process"), said);
  }

  @Test
  void everyLineOfAGuestWithoutIsolationWarns() {
    List<String> lines =
        print(running("none", GuestReport.NOT_ASKED, new GuestStatus.Usage(null, null)))
            .lines()
            .skip(1)
            .toList();
    assertEquals(3, lines.size());
    lines.forEach(line -> assertTrue(line.startsWith("bob (INSECURE)"), line));
  }

  @Test
  void whatTheDaemonSaysIsWhatTheTableGets() throws IOException {
    GuestStatus guest =
        running(
            "process",
            new GuestReport(
                GuestStatus.Health.NOT_ANSWERING,
                new GuestActivity(1, 2, 3, new BigDecimal("1.5")),
                List.of()),
            new GuestStatus.Usage(new GuestStatus.Taken(1, 2, 3), null));
    ControlReply reply =
        new ControlReply(
            1,
            ControlRequest.VERSION,
            ControlReply.Outcome.DONE,
            "",
            false,
            1,
            List.of(guest),
            null);
    byte[] wire = Json.write(reply).getBytes(StandardCharsets.UTF_8);
    assertEquals(List.of(guest), new StatusReply(PlainJson.read(wire)).guests());
  }

  private static ProviderHealth health(
      String model, ProviderHealth.State state, int failures, Instant until, String error) {
    return new ProviderHealth(ModelRef.parse(model), state, failures, until, error);
  }

  @Test
  void uptimeIsShort() {
    assertEquals("0s", StatusTable.uptime(Duration.ofSeconds(-3)));
    assertEquals("59s", StatusTable.uptime(Duration.ofSeconds(59)));
    assertEquals("2m 5s", StatusTable.uptime(Duration.ofSeconds(125)));
    assertEquals("23h 59m", StatusTable.uptime(Duration.ofSeconds(86_399)));
    assertEquals("3d 4h", StatusTable.uptime(Duration.ofHours(76)));
  }
}
