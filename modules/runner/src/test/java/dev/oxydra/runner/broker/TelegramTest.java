package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.testing.Await;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest speaks to its bot without its token, and keeps no model from being asked. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TelegramTest {
  private static final String TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123";
  private static final String ENCODED = TOKEN.replace(":", "%3A");
  private static final String MASKED = "*".repeat(TOKEN.length());
  private static final BrokerLimits ENOUGH = new BrokerLimits(2, 64 << 20);

  /** How many requests a channel may have at once. */
  private static final int PLACES = 16;

  private final RecordedLog logged = new RecordedLog();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private final CountDownLatch messages = new CountDownLatch(1);
  private Path folder;
  private Path socket;
  private ScriptedUpstream upstream;
  private Broker broker;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("broker.sock");
    broker = new Broker();
    upstream =
        new ScriptedUpstream(exchange -> {
          while (true) {
            String head = exchange.readHead();
            bodies.add(exchange.readFixedBody());
            seen.add(head);
            if (head.contains("timeout=50")) {
              messages.await();
            }
            exchange.reply(
                200, "X-Echo: " + TOKEN + "\r\nLocation: /bot" + ENCODED + "\r\n", said());
          }
        });
  }

  private static String said() {
    return "token " + TOKEN + " or " + ENCODED;
  }

  @AfterEach
  void close() throws IOException {
    messages.countDown();
    upstream.close();
    broker.close();
    logged.close();
    Doors.delete(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /telegram/bot/getMe, /botTOKEN/getMe",
    "GET, /telegram/bot/getUpdates?timeout=5&offset=1, /botTOKEN/getUpdates?timeout=5&offset=1",
    "GET, /telegram/bot/getMe?access_token=guest&a=b, /botTOKEN/getMe?a=b",
    "POST, /telegram/bot/sendMessage, /botTOKEN/sendMessage",
    "GET, /telegram/file/photos/file_0.jpg, /file/botTOKEN/photos/file_0.jpg",
    "GET, /telegram/file/documents/a%20b.pdf, /file/botTOKEN/documents/a%20b.pdf"
  })
  void theTokenIsInThePathUpstreamAndNowhereElse(String method, String asked, String sent)
      throws Exception {
    String answer = send(bot(TOKEN), method + " " + asked);

    String head = seen.take();
    assertEquals(
        method + " " + sent.replace("TOKEN", TOKEN) + " HTTP/1.1",
        head.lines().findFirst().orElse(""));
    assertEquals(head.indexOf(TOKEN), head.lastIndexOf(TOKEN), "once: " + head);
    assertFalse(head.contains("guest"), head);
    assertTrue(answer.contains("\r\nx-echo: " + MASKED), answer);
    assertTrue(answer.endsWith("token " + MASKED + " or " + "*".repeat(ENCODED.length())), answer);
    noTokenIn(answer);
    String line = String.valueOf(Doors.last(Doors.egress(socket)));
    assertTrue(line.contains("\"tool\":\"telegram\""), line);
    assertTrue(
        line.contains("\"path\":\"" + sent.replace("TOKEN", MASKED).replaceFirst("\\?.*", "")),
        line);
  }

  @Test
  void anUploadGoesThrough() throws Exception {
    String photo = "x".repeat(11 << 20);
    try (Broker.Door door = door(Map.of(ApiKeys.TELEGRAM, bot(TOKEN)), ENOUGH);
        GuestClient guest = new GuestClient(socket)) {
      guest.send(
          "POST /telegram/bot/sendPhoto HTTP/1.1\r\nHost: b\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
              + photo.length()
              + "\r\n\r\n"
              + photo);
      assertTrue(guest.readHead().startsWith("HTTP/1.1 200"));
      assertTrue(seen.take().contains("multipart/form-data; boundary=b"));
      assertTrue(photo.equals(bodies.take()));
      Await.until(
          "bytes count", Duration.ofSeconds(10), () -> door.today().bytes() > photo.length());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /telegram/bot/",
        "GET /telegram/bot",
        "GET /telegram/",
        "GET /telegram/bots/getMe",
        "GET /telegram/bot/getMe/x",
        "GET /telegram/bot/../getMe",
        "GET /telegram/bot/get%4De",
        "GET /telegram/bot/getMe?a=%zz",
        "GET /telegram/file/../getMe",
        "GET /telegram/file/%2e%2e/getMe",
        "GET /telegram/file/a%2f..%2fb",
        "GET /telegram/file//x",
        "GET /telegram/file/..;a/x",
        "POST /telegram/file/photos/x",
        "GET /providers/telegram%20bot/getMe"
      })
  void nothingElseIsAskedOfIt(String line) throws Exception {
    String refused = send(bot(TOKEN), line);
    assertTrue(refused.startsWith("HTTP/1.1 4"), refused);
    assertTrue(seen.isEmpty(), seen::toString);
    noTokenIn(refused);
  }

  @Test
  void withoutATokenOrABotTheGuestIsTold() throws Exception {
    String missing = send(bot(null), "GET /telegram/bot/getMe");
    assertTrue(missing.startsWith("HTTP/1.1 401"), missing);
    assertTrue(
        missing.contains(
            "No key for the Telegram bot of channels.telegram in agent.conf: set TELEGRAM_BOT_TOKEN and run ./runner restart"),
        missing);
    String none = send(null, "GET /telegram/bot/getMe");
    assertTrue(none.startsWith("HTTP/1.1 404"), none);
    assertTrue(none.contains("no_telegram") && none.contains("channels.telegram.enabled"), none);
    String provider = send(bot(TOKEN), "GET /providers/x/y");
    assertFalse(provider.contains(ApiKeys.TELEGRAM), provider);
    assertTrue(seen.isEmpty(), seen::toString);
  }

  @Test
  void aServerThatIsGoneIsNamedWithoutTheToken() throws Exception {
    upstream.close();
    String answer = send(bot(TOKEN), "GET /telegram/bot/getMe");
    assertTrue(answer.contains("upstream_unreachable") && answer.contains("Telegram at"), answer);
    noTokenIn(answer);
  }

  @Test
  void aTokenThatIsStillToComeIsWaitedFor() throws Exception {
    try (Broker.Door door = door(Map.of(ApiKeys.TELEGRAM, bot(ApiKey.TO_COME)), ENOUGH);
        GuestClient guest = new GuestClient(socket)) {
      FutureTask<String> answer = new FutureTask<>(guest::readHead);
      guest.send("GET /telegram/bot/getMe HTTP/1.1\r\nHost: b\r\n\r\n");
      Thread.ofVirtual().start(answer);
      door.refresh(terms(Map.of(ApiKeys.TELEGRAM, bot(TOKEN)), ENOUGH));
      assertTrue(answer.get().startsWith("HTTP/1.1 200"));
      assertTrue(seen.take().startsWith("GET /bot" + TOKEN + "/getMe "));
    }
  }

  @Test
  void waitingForMessagesTakesNothingFromModels() throws Exception {
    BrokerLimits one = new BrokerLimits(1, 1 << 20, 1L, 1L, null, BigDecimal.ZERO);
    Map<String, Upstream> both =
        Map.of(ApiKeys.TELEGRAM, bot(TOKEN), "p", Doors.upstream(upstream.port(), Tariff.UNKNOWN));
    List<GuestClient> polls = new ArrayList<>();
    try (Broker.Door door = door(both, one)) {
      for (int i = 0; i < PLACES; i++) {
        GuestClient poll = new GuestClient(socket);
        polls.add(poll);
        poll.send("GET /telegram/bot/getUpdates?timeout=50 HTTP/1.1\r\nHost: b\r\n\r\n");
        assertTrue(seen.take().contains("/getUpdates"));
      }
      assertTrue(ask("POST /telegram/bot/sendMessage").startsWith("HTTP/1.1 429"), "one too many");
      assertTrue(ask("GET /providers/p/models").startsWith("HTTP/1.1 200"));
      messages.countDown();
      for (GuestClient poll : polls) {
        assertTrue(poll.readHead().startsWith("HTTP/1.1 200"));
        poll.readFixedBody();
      }
      Await.until(
          "a place is free",
          Duration.ofSeconds(10),
          () -> ask("POST /telegram/bot/sendMessage").startsWith("HTTP/1.1 200"));
      assertEquals(1, door.today().requests(), "the provider's");
      assertEquals(0, door.today().spend().signum());
      assertTrue(door.today().bytes() > PLACES * (long) said().length(), "bytes count");
    } finally {
      for (GuestClient poll : polls) {
        poll.close();
      }
    }
  }

  @Test
  void bytesOfADayAreUsedUp() throws Exception {
    BrokerLimits few = new BrokerLimits(2, 1 << 20, null, null, 10L, null);
    try (Broker.Door _ = door(Map.of(ApiKeys.TELEGRAM, bot(TOKEN)), few)) {
      assertTrue(ask("GET /telegram/bot/getMe").startsWith("HTTP/1.1 200"));
      String refused = ask("GET /telegram/bot/getMe");
      assertTrue(refused.startsWith("HTTP/1.1 429"), refused);
      assertTrue(refused.contains("byte_limit"), refused);
    }
  }

  @Test
  void inNoTextIsTheToken() throws Exception {
    Route route = new Route(bot(TOKEN), URI.create("http://h/bot" + TOKEN + "/getMe"));
    assertEquals("/bot" + MASKED + "/getMe", route.shownPath());
    noTokenIn(route + " " + route.upstream() + " " + route.upstream().key());
  }

  private void noTokenIn(String answer) throws IOException {
    for (String where : List.of(answer, Doors.egress(socket).toString(), logged.toString())) {
      assertFalse(where.contains(TOKEN) || where.contains(ENCODED), where);
    }
  }

  private Upstream bot(@Nullable String token) {
    return new Upstream(
        ApiKeys.TELEGRAM,
        URI.create("http://127.0.0.1:" + upstream.port()),
        KeyPlacement.PATH,
        token == null ? null : new ApiKey(token, "TELEGRAM_BOT_TOKEN"),
        "TELEGRAM_BOT_TOKEN",
        Map.of(),
        Tariff.UNKNOWN,
        Doors.LONG,
        Doors.LONG,
        Doors.LONG);
  }

  private static Terms terms(Map<String, Upstream> upstreams, BrokerLimits limits) {
    return new Terms(upstreams, limits);
  }

  private Broker.Door door(Map<String, Upstream> upstreams, BrokerLimits limits)
      throws IOException {
    return broker.open(new UserId("alice"), Doors.files(socket), terms(upstreams, limits));
  }

  private String send(@Nullable Upstream bot, String line) throws Exception {
    try (Broker.Door _ = door(bot == null ? Map.of() : Map.of(ApiKeys.TELEGRAM, bot), ENOUGH)) {
      return ask(line);
    }
  }

  private String ask(String line) throws IOException {
    try (GuestClient guest = new GuestClient(socket)) {
      guest.send(line + " HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer guest\r\n\r\n");
      return guest.readHead() + guest.readFixedBody();
    }
  }
}
