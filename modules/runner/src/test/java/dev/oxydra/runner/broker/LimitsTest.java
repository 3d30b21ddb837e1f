package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.types.Json;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.Prices;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may use of a minute and a day, over real sockets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LimitsTest {
  private static final UserId ALICE = new UserId("alice");
  private static final Pattern RETRY = Pattern.compile("retry-after: (\\d+)");

  /** A dollar for a thousand tokens either way. */
  private static final Prices DEAR =
      new Prices(new BigDecimal(1000), new BigDecimal(1000), null, null, null, null);

  private static final Tariff TARIFF =
      new Tariff(Map.of("m", new ModelInfo(null, null, null, null, null, null, DEAR, null)), false);

  private static final String USAGE =
      "{\"model\":\"m\",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":200}}";

  private final TestClock clock = new TestClock("2026-03-01T23:30:00Z");
  private final CountDownLatch answer = new CountDownLatch(1);
  private volatile String said = USAGE;
  private volatile boolean held;
  private Path folder;
  private Path socket;
  private Broker broker;
  private ScriptedUpstream upstream;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("broker.sock");
    broker = new Broker(null, clock);
    upstream =
        new ScriptedUpstream(exchange -> {
          while (true) {
            exchange.readHead();
            exchange.readFixedBody();
            if (held) {
              answer.await();
            }
            exchange.reply(200, "Content-Type: application/json\r\n", said);
          }
        });
  }

  @AfterEach
  void close() throws IOException {
    upstream.close();
    broker.close();
    Doors.delete(folder);
  }

  @Test
  void requestsOfAMinute() throws Exception {
    try (Broker.Door _ = door(limits(2L, null, null, null));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", get(guest));
      clock.pass(Duration.ofSeconds(20));
      assertEquals("200", get(guest));
      assertEquals("429 request_limit after 40 s", get(guest));
      clock.pass(Duration.ofSeconds(39));
      assertEquals("429 request_limit after 1 s", get(guest));
      clock.pass(Duration.ofSeconds(1));
      assertEquals("200", get(guest));
      assertEquals("429 request_limit after 20 s", get(guest));
    }
  }

  @Test
  void requestsOfADayAlsoOfTheDaemonBefore() throws Exception {
    BrokerLimits three = limits(null, 3L, null, null);
    try (Broker.Door door = door(three);
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", get(guest));
      assertEquals("200", get(guest));
      assertEquals(2, door.today().requests());
    }
    broker.close();
    broker = new Broker(null, clock);
    try (Broker.Door door = door(three);
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", get(guest));
      assertEquals("429 request_limit after 1800 s", get(guest));
      clock.pass(Duration.ofMinutes(30));
      assertEquals("200", get(guest), "the next day");
      assertEquals(LocalDate.of(2026, 3, 2), door.today().day());
      clock.pass(Duration.ofMinutes(-30));
      assertEquals(1, door.today().requests(), "a clock that is set back gives nothing back");
    }
  }

  @Test
  void bytesOfADay() throws Exception {
    said = "x".repeat(100);
    try (Broker.Door door = door(limits(null, null, 1000L, null));
        GuestClient guest = new GuestClient(socket)) {
      for (int i = 0; i < 5; i++) {
        assertEquals("200", post(guest, "y".repeat(100)));
      }
      assertEquals(1000, door.today().bytes());
      assertEquals("429 byte_limit after 1800 s", get(guest));
    }
  }

  @Test
  void anAnswerThatNeverEndsIsCut() throws Exception {
    try (ScriptedUpstream endless =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.startChunked();
              while (true) {
                exchange.chunk("x".repeat(1000));
              }
            });
        Broker.Door door =
            broker.open(
                ALICE,
                Doors.files(socket),
                new Terms(
                    Map.of("p", Doors.upstream(endless.port(), TARIFF)),
                    limits(null, null, 100_000L, null)));
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      guest.awaitEnd();
      assertTrue(door.today().bytes() < 200_000, door.today().toString());
      Await.until(
          "the verdict",
          Doors.LONG,
          () -> Doors.egress(socket).toString().contains("\"verdict\":\"byte_limit\""));
    }
  }

  @Test
  void spendingOfADay() throws Exception {
    try (Broker.Door door = door(limits(null, null, null, new BigDecimal("0.55")));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", post(guest, ask(200)));
      awaitSpend(door, "0.3");
      assertEquals("429 spend_limit after 1800 s", post(guest, ask(300)));
      assertEquals("200", get(guest), "a list of models costs nothing");
      assertEquals("200", post(guest, ask(200)));
      assertEquals("429 spend_limit after 1800 s", post(guest, ask(1)));
      clock.pass(Duration.ofMinutes(30));
      assertEquals("200", post(guest, ask(1)));
    }
  }

  @Test
  void requestsAtTheSameTimeCountWithWhatTheyMayCost() throws Exception {
    held = true;
    List<GuestClient> guests = new ArrayList<>();
    try (Broker.Door door = door(limits(null, null, null, new BigDecimal("0.5")))) {
      for (int i = 0; i < 2; i++) {
        GuestClient guest = new GuestClient(socket);
        guests.add(guest);
        send(guest, "POST", ask(200));
      }
      try (GuestClient third = new GuestClient(socket)) {
        Await.until(
            "two that run",
            Doors.LONG,
            () -> Files.readString(Doors.files(socket).allowance()).contains("\"reserved\":\"0.4"));
        assertEquals("429 spend_limit after 5 s", post(third, ask(200)));
      }
      answer.countDown();
      for (GuestClient guest : guests) {
        assertEquals("200", answered(guest));
      }
      awaitSpend(door, "0.6");
    } finally {
      for (GuestClient guest : guests) {
        guest.close();
      }
    }
  }

  @Test
  void whoHangsUpPaysWhatItMayHaveCost() throws Exception {
    held = true;
    try (Broker.Door door = door(limits(null, null, null, BigDecimal.ONE))) {
      try (GuestClient guest = new GuestClient(socket)) {
        send(guest, "POST", ask(200));
        Await.until("the request", Doors.LONG, () -> door.today().bytes() > 0);
      }
      Await.until(
          "the bill", Doors.LONG, () -> door.today().spend().compareTo(new BigDecimal("0.2")) > 0);
    }
  }

  @Test
  void withoutAPriceNothingIsSpentWhereSpendingIsLimited() throws Exception {
    try (Broker.Door door = door(limits(null, null, null, BigDecimal.ONE));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("403 unknown_price", post(guest, "{\"model\":\"secret-model\"}"));
      assertEquals("403 unknown_price", post(guest, "{}"));
      door.refresh(
          new Terms(
              Map.of("p", Doors.upstream(upstream.port(), new Tariff(Map.of(), true))),
              limits(null, null, null, BigDecimal.ONE)));
      assertEquals("200", post(guest, "{\"model\":\"local\"}"), "a server without a key is free");
      awaitSpend(door, "0");
    }
  }

  @Test
  void anAnswerOfAModelThatNobodyAskedForIsNotCheap() throws Exception {
    said = USAGE.replace("\"m\"", "\"other\"");
    try (Broker.Door door = door(limits(null, null, null, null));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", post(guest, "{\"model\":\"unknown\"}"));
      awaitSpend(door, "0.3");
    }
  }

  @Test
  void newLimitsAndAddressesHoldFromTheNextRequestOn() throws Exception {
    try (ScriptedUpstream other =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.reply(201, "", "");
            });
        Broker.Door door = door(limits(null, 1L, null, null));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", get(guest));
      assertTrue(get(guest).startsWith("429 request_limit"));
      door.refresh(
          new Terms(
              Map.of("p", Doors.upstream(other.port(), TARIFF)), limits(null, 2L, null, null)));
      assertEquals("201", get(guest), "on the same connection");
      assertTrue(get(guest).startsWith("429 request_limit"));
      door.refresh(new Terms(Map.of(), limits(null, null, null, null)));
      assertEquals("404 unknown_provider", get(guest));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"day\":\"2026-0", "{}", "[1]"})
  void aTornFileIsNoNewDay(String torn) throws Exception {
    try (Broker.Door _ = door(limits(null, 9L, null, null));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", get(guest));
    }
    Path file = Doors.files(socket).allowance();
    Files.writeString(file, torn);
    try (Broker.Door door = door(limits(null, 9L, null, null))) {
      assertEquals(1, door.today().requests(), "as the file before says");
    }
    Files.writeString(file, torn);
    Files.writeString(file.resolveSibling(file.getFileName() + ".old"), torn);
    try (Broker.Door door = door(limits(null, 9L, null, null))) {
      assertEquals(0, door.today().requests(), "nothing is known any more");
    }
  }

  @Test
  void whatWasReservedWhenTheDaemonDiedIsSpent() throws Exception {
    Files.writeString(
        Doors.files(socket).allowance(),
        "{\"day\":\"2026-03-01\",\"requests\":1,\"bytes\":2,\"spend\":\"0.5\",\"reserved\":\"0.25\"}");
    try (Broker.Door door = door(limits(null, null, null, null))) {
      assertEquals(new BigDecimal("0.75"), door.today().spend());
    }
  }

  @Test
  void everyRequestIsInTheEgressLogWhenTheDoorIsClosed() throws Exception {
    try (Broker.Door _ = door(limits(null, 2L, null, null));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", post(guest, "{}"));
      guest.send("GET /providers/p/x?secret=1 HTTP/1.1\r\nHost: b\r\n\r\n");
      assertEquals("200", answered(guest));
      assertTrue(get(guest).startsWith("429"));
      guest.send("GET /providers/nobody/\u001b[31m?secret=1 HTTP/1.1\r\nHost: b\r\n\r\n");
      answered(guest);
    }
    List<String> lines = Doors.egress(socket);
    assertEquals(4, lines.size());
    assertFalse(lines.toString().contains("secret"));
    JsonNode first = Json.mapper().readTree(lines.getFirst());
    assertEquals(
        "{\"ts\":\"2026-03-01T23:30:00Z\",\"user\":\"alice\",\"tool\":\"provider\",\"method\":\"POST\",\"scheme\":\"http\",\"host\":\"127.0.0.1\",\"port\":%d,\"path\":\"/base/x\",\"verdict\":\"forwarded\",\"status\":200,\"bytes_out\":2,\"bytes_in\":%d,\"duration_ms\":%d}"
            .formatted(upstream.port(), USAGE.length(), first.path("duration_ms").asLong()),
        lines.getFirst());
    assertTrue(lines.get(2).contains("\"verdict\":\"refused:request_limit\",\"status\":429"));
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(Doors.files(socket).egressLog())));
  }

  @Test
  void aLinkThatAGuestLeftLeadsNowhere() throws Exception {
    Path target = folder.resolve("target");
    Files.writeString(target, "mine");
    Files.createSymbolicLink(Doors.files(socket).egressLog(), target);
    try (Broker.Door _ = door(limits(null, null, null, null));
        GuestClient guest = new GuestClient(socket)) {
      assertEquals("200", get(guest));
    }
    assertEquals("mine", Files.readString(target));
  }

  @Test
  void theEgressLogIsBounded() throws Exception {
    Path file = folder.resolve("small.log");
    try (EgressLog log = EgressLog.open(file, 1000)) {
      for (int i = 0; i < 100; i++) {
        log.add(entry("/" + i));
        int number = i;
        Await.until(
            "a line",
            Doors.LONG,
            () -> holds(file, number) || holds(folder.resolve("small.log.1"), number));
      }
    }
    assertTrue(!Files.exists(file) || Files.size(file) < 1300);
    assertTrue(Files.size(folder.resolve("small.log.1")) < 1300);
    assertThrows(
        NullPointerException.class,
        () -> new EgressEntry(null, ALICE, null, "", null, null, 0, null, "", 0, 0, 0, 0));
  }

  @Test
  void noLineIsLostOnClose() throws Exception {
    Path file = folder.resolve("many.log");
    try (EgressLog log = EgressLog.open(file)) {
      for (int i = 0; i < 20_000; i++) {
        log.add(entry("/" + i));
      }
    }
    List<String> lines = Files.readAllLines(file);
    assertEquals(20_000, lines.size());
    assertTrue(lines.getLast().contains("\"path\":\"/19999\""));
  }

  private static boolean holds(Path file, int number) throws IOException {
    return Files.exists(file) && Files.readString(file).contains("/" + number + "\"");
  }

  private EgressEntry entry(String path) {
    return new EgressEntry(
        clock.instant(), ALICE, "shell", "GET", "http", "h", 80, path, "forwarded", 200, 1, 2, 3);
  }

  private static BrokerLimits limits(Long minute, Long day, Long bytes, BigDecimal spend) {
    return new BrokerLimits(8, 1 << 20, minute, day, bytes, spend);
  }

  private Broker.Door door(BrokerLimits limits) throws IOException {
    return broker.open(
        ALICE,
        Doors.files(socket),
        new Terms(Map.of("p", Doors.upstream(upstream.port(), TARIFF)), limits));
  }

  /** The bill comes when the answer has ended, a moment after its last byte. */
  private static void awaitSpend(Broker.Door door, String dollars) throws Exception {
    Await.until(
        "the bill of " + dollars,
        Doors.LONG,
        () -> door.today().spend().compareTo(new BigDecimal(dollars)) == 0);
  }

  private static String ask(int tokens) {
    return "{\"model\":\"m\",\"max_tokens\":" + tokens + "}";
  }

  private static String get(GuestClient guest) throws IOException {
    guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
    return answered(guest);
  }

  private static String post(GuestClient guest, String body) throws IOException {
    send(guest, "POST", body);
    return answered(guest);
  }

  private static void send(GuestClient guest, String method, String body) throws IOException {
    guest.send(
        method
            + " /providers/p/x HTTP/1.1\r\nHost: b\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** Status, and what the broker refused and for how long. */
  private static String answered(GuestClient guest) throws IOException {
    String head = guest.readHead();
    String body = guest.readFixedBody();
    String status = head.split(" ", 3)[1];
    if (!head.contains("x-oxydra-refusal")) {
      return status;
    }
    String code = Json.mapper().readTree(body).path("error").path("code").asText();
    Matcher retry = RETRY.matcher(head);
    return status + " " + code + (retry.find() ? " after " + retry.group(1) + " s" : "");
  }
}
