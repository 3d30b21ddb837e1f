package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
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
        USER   STATE                TIER     PID  UPTIME  MODEL      ENDPOINT
        alice  failed (3 restarts)  process  -    -       demo/demo  ws://127.0.0.1:4000/ws
        alice: failed: It died 4 times within 300 s.
        alice | out of memory
        """,
        out.toString());
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
