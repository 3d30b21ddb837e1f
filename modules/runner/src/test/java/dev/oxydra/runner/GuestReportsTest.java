package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuestReportsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String OPEN =
      "{\"model\":\"openai/gpt-5\",\"state\":\"open\",\"failures\":3,"
          + "\"until\":\"2026-01-02T03:04:05Z\",\"last_error\":\"timed out\",\"new\":1}";

  private Path folder;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createTempDirectory("ox");
  }

  @AfterEach
  void remove() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  void aGuestIsAskedWithItsToken() throws Exception {
    try (FakeGateway gateway = gateway("alice", FakeGateway.ok("[" + OPEN + "]"))) {
      assertEquals(
          List.of(
              new ProviderHealth(
                  ModelRef.parse("openai/gpt-5"),
                  ProviderHealth.State.OPEN,
                  3,
                  Instant.parse("2026-01-02T03:04:05Z"),
                  "timed out")),
          ask(guest("alice", State.RUNNING)).getFirst().providers());
      assertTrue(gateway.requests.getFirst().startsWith("GET /health HTTP/1.1\r\n"));
      String request = gateway.requests.get(1);
      assertTrue(request.startsWith("GET /providers HTTP/1.1\r\n"), request);
      assertTrue(request.contains("\r\nAuthorization: Bearer token-of-alice\r\n"), request);
      assertTrue(request.contains("\r\nHost: localhost\r\n"), request);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n[null]",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n[{\"model\":1}]",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n<ht",
        "HTTP/1.1 200 OK\r\n\r\n[]",
        "SSH-2.0-x\r\n\r\n"
      })
  void whateverElseAGuestSaysIsNoList(String answer) throws Exception {
    try (FakeGateway _ = gateway("alice", answer)) {
      assertEquals(List.of(), ask(guest("alice", State.RUNNING)).getFirst().providers());
    }
  }

  @Test
  void aHeadWithoutEndIsNotReadForEver() throws Exception {
    try (FakeGateway _ = gateway("alice", "HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20))) {
      assertEquals(List.of(), ask(guest("alice", State.RUNNING)).getFirst().providers());
    }
  }

  @Test
  void whatAGuestSaysHasNoControlCharactersAndAnEnd() throws Exception {
    String evil = OPEN.replace("timed out", "\\u001b[2J\\u202etimed\\r\\nout" + "x".repeat(1000));
    String many = "[" + (evil + ",").repeat(200) + evil + "]";
    try (FakeGateway _ = gateway("alice", FakeGateway.ok(many))) {
      List<ProviderHealth> said = ask(guest("alice", State.RUNNING)).getFirst().providers();
      assertEquals(100, said.size());
      String error = String.valueOf(said.getFirst().lastError());
      assertTrue(error.startsWith("[2J timed outx"), error);
      assertEquals(301, error.length());
    }
  }

  @Test
  void allAreAskedAtOnceAndNobodyIsWaitedForLong() throws Exception {
    List<FakeGateway> silent = new ArrayList<>();
    List<GuestStatus> guests = new ArrayList<>();
    try (FakeGateway _ = gateway("alice", FakeGateway.ok("[" + OPEN + "]"))) {
      for (int i = 0; i < 20; i++) {
        silent.add(gateway("silent" + i, ""));
        guests.add(guest("silent" + i, State.RUNNING));
      }
      guests.add(guest("alice", State.RUNNING));
      guests.add(guest("gone", State.RUNNING));
      ask(guest("alice", State.RUNNING)); // Loads the classes that it needs.
      long begun = System.nanoTime();
      List<GuestStatus> told = GuestReports.added(guests, PATIENCE);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      assertTrue(took.compareTo(PATIENCE.multipliedBy(guests.size() / 2)) < 0, "took " + took);
      assertEquals(
          guests.stream().map(GuestStatus::user).toList(),
          told.stream().map(GuestStatus::user).toList());
      for (GuestStatus guest : told) {
        int expected = guest.user().value().equals("alice") ? 1 : 0;
        assertEquals(expected, guest.providers().size(), guest.user().value());
      }
    } finally {
      for (FakeGateway gateway : silent) {
        gateway.close();
      }
    }
  }

  @Test
  void onlyThoseThatRunAreAsked() throws Exception {
    try (FakeGateway gateway = gateway("alice", FakeGateway.ok("[" + OPEN + "]"))) {
      for (State state : State.values()) {
        int expected = state == State.RUNNING ? 1 : 0;
        assertEquals(
            expected, ask(guest("alice", state)).getFirst().providers().size(), "" + state);
      }
      assertEquals(3, gateway.requests.size());
    }
  }

  @Test
  void whatIsWrongWithItNowIsTold() throws Exception {
    String health =
        "{\"startup_status\":{\"degraded_reasons\":[{\"code\":\"telegram\",\"detail\":\"Silent\\u001b[2J since noon.\"},{\"code\":7}]}}";
    try (FakeGateway _ = gateway("alice", FakeGateway.ok(health))) {
      GuestStatus told = ask(guest("alice", State.RUNNING)).getFirst();
      StartupStatus.Reason trouble = told.degradedReasons().getLast();
      assertEquals("telegram", trouble.code());
      assertTrue(trouble.detail().endsWith("since noon."), trouble::detail);
      assertEquals(-1, trouble.detail().indexOf('\u001b'));
    }
  }

  @Test
  void whatItDoesIsTold() throws Exception {
    try (FakeGateway gateway =
        gateway(
            "alice",
            FakeGateway.ok(
                "{\"sessions\":3,\"running_turns\":1,\"waiting_turns\":2,\"spend_today_usd\":0.5}"))) {
      GuestStatus told = ask(guest("alice", State.RUNNING)).getFirst();
      assertEquals(new GuestActivity(3, 1, 2, new BigDecimal("0.5")), told.activity());
      assertEquals(GuestStatus.Health.HEALTHY, told.health());
      assertTrue(gateway.requests.get(2).startsWith("GET /activity HTTP/1.1\r\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"ok\"}",
        "{\"sessions\":-1,\"running_turns\":1,\"waiting_turns\":2}",
        "{\"sessions\":1,\"running_turns\":1,\"waiting_turns\":2,\"spend_today_usd\":1e99}",
        "{\"sessions\":1,\"running_turns\":1,\"waiting_turns\":2,\"spend_today_usd\":-1}",
        "[]",
        "null"
      })
  void whatItCannotDoIsLeftOut(String said) throws Exception {
    try (FakeGateway _ = gateway("alice", FakeGateway.ok(said))) {
      GuestStatus told = ask(guest("alice", State.RUNNING)).getFirst();
      assertNull(told.activity());
      assertEquals(GuestStatus.Health.HEALTHY, told.health());
    }
  }

  @Test
  void oneThatIsSilentOrGoneDoesNotAnswer() throws Exception {
    try (FakeGateway _ = gateway("alice", "")) {
      List<GuestStatus> told =
          GuestReports.added(
              List.of(
                  guest("alice", State.RUNNING),
                  guest("gone", State.RUNNING),
                  guest("dead", State.FAILED)),
              Duration.ofMillis(500));
      assertEquals(GuestStatus.Health.NOT_ANSWERING, told.get(0).health());
      assertEquals(GuestStatus.Health.NOT_ANSWERING, told.get(1).health());
      assertNull(told.get(2).health(), "it can't be asked");
    }
  }

  @Test
  void aTokenThatIsNoneIsNotSent() throws Exception {
    try (FakeGateway gateway = gateway("alice", FakeGateway.ok("[" + OPEN + "]"))) {
      Path token = token("alice");
      for (String text : List.of("", "a\r\nX: y", "x".repeat(5000))) {
        Files.writeString(token, text);
        assertEquals(List.of(), ask(guest("alice", State.RUNNING)).getFirst().providers());
      }
      Files.delete(token);
      Files.createSymbolicLink(token, Files.writeString(folder.resolve("other"), "secret"));
      assertEquals(List.of(), ask(guest("alice", State.RUNNING)).getFirst().providers());
      assertEquals(List.of(), gateway.requests);
    }
  }

  private static List<GuestStatus> ask(GuestStatus... guests) throws InterruptedException {
    return GuestReports.added(List.of(guests), Duration.ofSeconds(30));
  }

  private FakeGateway gateway(String user, String answer) throws IOException {
    Files.writeString(token(user), "token-of-" + user + "\n");
    return new FakeGateway(folder.resolve(user + ".sock"), answer);
  }

  private Path token(String user) {
    return folder.resolve(user + ".token");
  }

  private GuestStatus guest(String user, State state) {
    return new GuestStatus(
        new UserId(user),
        state,
        "process",
        1L,
        Instant.EPOCH,
        "openai",
        "gpt-5",
        "",
        folder.resolve(user + ".sock").toString(),
        token(user).toString(),
        0,
        List.of(),
        List.of(),
        List.of());
  }
}
