package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import dev.oxydra.types.UserId;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a guest and its shell daemon can see and do, looked at from the inside. */
@RequiresTool("bwrap")
class SandboxTest {
  private static final UserId ALICE = DaemonFixture.ALICE;
  private static final UserId BOB = new UserId("bob");

  @Test
  void theGuestSeesNothingButItsOwn() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        DaemonFixture fixture =
            new DaemonFixture(
                "127.0.0.1:" + listening.getLocalPort(),
                "169.254.169.254:80",
                "/root",
                "/home",
                "/etc/passwd",
                "/work",
                "/var",
                "/shared",
                "/internal",
                "/ipc/shell")) {
      Files.createDirectories(fixture.workspace(BOB).shared());
      fixture.daemon();
      ControlReply reply = fixture.ask(Action.START, ALICE);
      assertEquals(ControlReply.Outcome.DONE, reply.outcome(), reply::toString);
      JsonNode report = fixture.report(ALICE, "report.json");

      assertFalse(report.toString().contains("sk-very-secret"));
      assertEquals(
          List.of("HOME", "LANG", "PATH", "PWD", "TERM"), names(report.get("environment")));
      assertEquals(List.of("1"), texts(report.get("processes")));
      assertEquals(List.of(), texts(report.get("connected")), "no network");
      assertEquals(List.of("/shared", "/internal", "/ipc/shell"), texts(report.get("visible")));
      assertEquals(List.of("/shared", "/ipc", "/internal"), distinct(report.get("writable")));
      assertEquals("CapBnd:\t0000000000000000", report.get("capabilities").asText());
      assertFalse(texts(report.get("root")).contains("root"));

      String bootstrap = Files.readString(fixture.workspace(ALICE).shared().resolve("bootstrap"));
      assertTrue(bootstrap.contains("brokerSocket=/ipc/broker.sock"), bootstrap);
      assertTrue(bootstrap.contains("shellSocket=/ipc/shell/shell.sock"), bootstrap);
    }
  }

  @Test
  void theShellDaemonSeesNothingOfTheGuest() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        DaemonFixture fixture =
            new DaemonFixture(
                "127.0.0.1:" + listening.getLocalPort(),
                "/root",
                "/vault",
                "/internal",
                "/ipc",
                "/run/oxydra/shell.sock",
                "/run/oxydra/gateway-token")) {
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      JsonNode report = fixture.report(ALICE, "shell-report.json");
      assertFalse(report.toString().contains("sk-very-secret"));
      assertEquals(List.of(), texts(report.get("connected")));
      assertEquals(List.of("/run/oxydra/shell.sock"), texts(report.get("visible")));
      assertEquals(List.of("/shared"), distinct(report.get("writable")));
      assertEquals(List.of("1", "2"), texts(report.get("processes")));
      assertTrue(Files.exists(fixture.workspace(ALICE).shellSocket()));
    }
  }

  private static List<String> texts(JsonNode list) {
    return List.of(Json.mapper().convertValue(list, String[].class));
  }

  private static List<String> distinct(JsonNode list) {
    return texts(list).stream().distinct().toList();
  }

  private static List<String> names(JsonNode object) {
    return object.propertyStream().map(Map.Entry::getKey).sorted().toList();
  }
}
