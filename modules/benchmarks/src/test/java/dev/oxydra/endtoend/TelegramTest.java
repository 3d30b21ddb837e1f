package dev.oxydra.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ChannelContract;
import dev.oxydra.testing.ChannelUnderTest;
import dev.oxydra.testing.FakeTelegram;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.TelegramMessage;
import dev.oxydra.testing.TelegramSaying;
import dev.oxydra.testing.Tmux;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A bot of Telegram's, through broker and guest, against a Bot API on loopback. */
@Tag("system")
@RequiresTool({"bwrap", "setsid", "setpriv"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelegramTest extends ChannelContract {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long ADA = 7001;
  private static final long STRANGER = 6660;
  private static final long FORUM = -1_000_000_000_500L;
  private static final long GROUP = -200_600;

  private FakeTelegram telegram;
  private RunnerUnderTest runner;
  private int tests;

  @BeforeAll
  void start() throws Exception {
    telegram = new FakeTelegram();
    runner = RunnerUnderTest.inEmptyFolder(Map.of("TELEGRAM_BOT_TOKEN", FakeTelegram.TOKEN));
    runner.configure(
        "agent.conf",
        """
        selection.provider = demo
        approvals.mode = ask
        channels.telegram {
          enabled = true
          base_url = "%s"
          senders = [{ platform_ids = ["%d"], display_name = "Ada" }]
        }
        """
            .formatted(telegram.url(), ADA));
    runner.ok("start");
  }

  @AfterAll
  void stop() throws Exception {
    try {
      runner.ok("stop", "--all");
      assertNothingKnowsTheToken();
    } finally {
      runner.close();
      telegram.close();
    }
  }

  /** Neither what the guest can read nor what is logged has the token. */
  private void assertNothingKnowsTheToken() throws IOException {
    try (Stream<Path> files = Files.walk(runner.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("fake-token"), () -> file + " has the token");
      }
    }
  }

  @Override
  protected ChannelUnderTest open() {
    tests++;
    return new Side(telegram, runner, tests);
  }

  /** Each test has topics of its own in one group. */
  private static final class Side implements ChannelUnderTest {
    private final FakeTelegram telegram;
    private final RunnerUnderTest runner;
    private final int test;
    private ObjectNode last = Json.mapper().createObjectNode();

    Side(FakeTelegram telegram, RunnerUnderTest runner, int test) {
      this.telegram = telegram;
      this.runner = runner;
      this.test = test;
    }

    @Override
    public String address(int number) {
      return Integer.toString(test * 10 + number);
    }

    private static TelegramSaying saying(String address, long sender, String text) {
      String addressed = text.startsWith("/") ? text : "@oxydra_bot " + text;
      return TelegramSaying.of(FORUM, addressed)
          .from(sender, "Ada")
          .group("Garden")
          .topic(Long.parseLong(address));
    }

    @Override
    public void say(String address, String text) {
      long id = telegram.say(saying(address, ADA, text));
      last =
          Json.mapper().createObjectNode().put("message_id", id).put("text", "@oxydra_bot " + text);
      last.put("message_thread_id", Long.parseLong(address)).put("is_topic_message", true);
      last.putObject("chat").put("id", FORUM).put("type", "supergroup").put("title", "Garden");
      last.putObject("from").put("id", ADA).put("first_name", "Ada");
    }

    @Override
    public void sayAsStranger(String address, String text) {
      telegram.say(saying(address, STRANGER, text));
    }

    @Override
    public void repeat() {
      telegram.update(Json.mapper().createObjectNode().set("message", last.deepCopy()));
    }

    @Override
    public void press(String address, String label) {
      for (TelegramMessage message : messages(address).reversed()) {
        for (JsonNode button : buttons(message)) {
          if (button.path("text").asText().equals(label)) {
            telegram.press(FORUM, ADA, message.id(), button.path("callback_data").asText());
            return;
          }
        }
      }
      throw new AssertionError("No button " + label);
    }

    private List<TelegramMessage> messages(String address) {
      return telegram.messages(FORUM, Long.parseLong(address));
    }

    @Override
    public List<Shown> shown(String address) {
      return messages(address).stream()
          .map(it ->
              new Shown(
                  it.text(),
                  buttons(it).stream().map(button -> button.path("text").asText()).toList(),
                  it.fileName() == null ? "" : it.fileName()))
          .toList();
    }

    @Override
    public void restart() throws IOException {
      Optional<ProcessHandle> before = Optional.of(runner.guestProcess(Optional.empty()));
      runner.ok("restart");
      var _ = runner.guestProcess(before);
    }

    @Override
    public void close() {}
  }

  private static List<JsonNode> buttons(TelegramMessage message) {
    List<JsonNode> buttons = new ArrayList<>();
    if (message.replyMarkup() != null) {
      message.replyMarkup().path("inline_keyboard").forEach(row -> row.forEach(buttons::add));
    }
    return buttons;
  }

  private long chat() {
    return 900_000L + ++tests;
  }

  private void say(long chat, String text) {
    telegram.say(TelegramSaying.of(chat, text).from(ADA, "Ada"));
  }

  private TelegramMessage await(long chat, String text) {
    telegram.await(it -> count(chat, text) > 0, PATIENCE);
    return telegram.messages(chat).stream()
        .filter(it -> it.text().contains(text))
        .findFirst()
        .orElseThrow();
  }

  private long count(long chat, String text) {
    return telegram.messages(chat).stream().filter(it -> it.text().contains(text)).count();
  }

  @Test
  void aGroupIsHeardOnlyWhenTheBotIsMeant() {
    TelegramSaying inGroup =
        TelegramSaying.of(GROUP, "count to 3").from(ADA, "Ada").group("Garden");
    telegram.say(inGroup);
    telegram.say(TelegramSaying.of(GROUP, "@oxydra_bot hello").from(ADA, "Ada").group("Garden"));
    await(GROUP, "I understand");
    assertEquals(0, count(GROUP, "1 2 3"));
  }

  @Test
  void anAlbumIsOneTurnAndWhatIsTooLargeIsSaid() {
    long chat = chat();
    for (int i = 1; i <= 5; i++) {
      telegram.say(
          TelegramSaying.of(chat, i == 1 ? "hello" : "")
              .from(ADA, "Ada")
              .file("document", i + ".txt", "text/plain", ("text " + i).getBytes(UTF_8))
              .album("album" + chat));
    }
    telegram.say(
        TelegramSaying.of(chat, "")
            .from(ADA, "Ada")
            .file("video", "huge.mp4", "video/mp4", new byte[10])
            .claimed(2L << 30));
    await(chat, "a file may have 10 MB");
    await(chat, "5 files came at once; the first 4 of them were taken.");
    await(chat, "I understand");
    assertEquals(1, count(chat, "I understand"), telegram::toString);
  }

  @Test
  void anAnswerOfWhichNobodyKnowsWhetherItWasSentSaysSo() {
    long chat = chat();
    telegram.drop("sendMessage", 1);
    say(chat, "count to 4");
    await(chat, "may have been sent before");
    assertTrue(count(chat, "1 2 3 4") <= 2, telegram::toString);
  }

  @Test
  void itIsLeftAloneWhenItWantsThatAndAskedAgainWhenItFails() {
    long chat = chat();
    telegram.refuse("sendMessage", 1, 429, "Too Many Requests: retry after 1", 1);
    telegram.answer("getUpdates", 2, 502, "text/html", "<html><body>Bad Gateway</body></html>");
    say(chat, "count to 5");
    await(chat, "1 2 3 4 5");
    assertEquals(1, count(chat, "1 2 3 4 5"), telegram::toString);
  }

  @Test
  void htmlThatIsRefusedComesAsPlainText() {
    long chat = chat();
    telegram.refuse(
        "sendMessage", 1, 400, "Bad Request: can't parse entities: as this test wants", 0);
    say(chat, "count to 6");
    await(chat, "1 2 3 4 5 6");
  }

  @Test
  void updatesOfUnknownKindsAreNothing() {
    long chat = chat();
    telegram.update(Json.mapper().createObjectNode().put("something_new", "x"));
    telegram.update(Json.mapper().createObjectNode().put("message", "not an object"));
    say(chat, "count to 7");
    await(chat, "1 2 3 4 5 6 7");
  }

  @Test
  void aMessageIsCorrectedWhileItWaits() {
    long chat = chat();
    say(chat, "slow 30");
    await(chat, "word");
    TelegramSaying waits = TelegramSaying.of(chat, "count to 3").from(ADA, "Ada");
    long id = telegram.say(waits);
    telegram.edit(id, TelegramSaying.of(chat, "count to 8").from(ADA, "Ada"));
    await(chat, "Taken as it is now");
    say(chat, "/cancel");
    await(chat, "1 2 3 4 5 6 7 8");
  }

  @Test
  void aSupergroupKeepsTheSessionOfItsGroup() throws Exception {
    long before = -300_000L - ++tests;
    long after = -1_000_000_300_000L - tests;
    telegram.say(TelegramSaying.of(before, "@oxydra_bot hello").from(ADA, "Ada").group("Moving"));
    await(before, "I understand");
    telegram.migrate(before, after);
    telegram.say(
        TelegramSaying.of(after, "@oxydra_bot count to 9").from(ADA, "Ada").group("Moving"));
    await(after, "1 2 3 4 5 6 7 8 9");
    assertEquals(1, sessionsOf("Moving").size());
  }

  @Test
  void aQuestionIsAnsweredElsewhere() throws Exception {
    long chat = chat();
    say(chat, "write elsewhere.txt: text");
    telegram.await(
        it -> it.messages(chat).stream().anyMatch(message -> !buttons(message).isEmpty()),
        PATIENCE);
    try (ProtocolClient client = runner.connect()) {
      client.hello(
          Map.of(
              "user_id",
              RunnerUnderTest.USER,
              "session_id",
              sessionsOf("Telegram").getFirst(),
              "features",
              List.of("approvals")),
          PATIENCE);
      JsonNode asked = client.await("approval_requested", PATIENCE);
      client.send(
          "resolve_approval",
          Map.of("approval_id", asked.path("approval_id").asText(), "decision", "allow_once"));
      await(chat, "✅ Once, by gateway");
    }
    Await.until("the file", PATIENCE, () -> Files.exists(runner.workspace("shared/elsewhere.txt")));
  }

  @Test
  @RequiresTool("tmux")
  void aConversationGoesFromTheTerminalToTheChatAndBack() {
    long chat = chat();
    say(chat, "count to 11");
    await(chat, " 10 11");
    try (Tmux terminal = Tmux.start(runner.command("tui"), 100, 30, runner.terminalEnvironment())) {
      terminal.awaitScreen("●", PATIENCE);
      enter(terminal, "count to 12");
      terminal.awaitScreen(" 11 12", PATIENCE);
      say(chat, "/handoff");
      await(chat, "You go on with this session here.");
      say(chat, "count to 13");
      await(chat, " 12 13");
      terminal.awaitScreen(" 12 13", PATIENCE);
      enter(terminal, "count to 14");
      await(chat, " 13 14");
      say(chat, "/handoff");
      telegram.await(it -> count(chat, "You go on with this session here.") == 2, PATIENCE);
      say(chat, "count to 15");
      await(chat, " 14 15");
      enter(terminal, "/handoff");
      terminal.awaitScreen(" 14 15", PATIENCE);
      assertEquals(
          1,
          telegram.messages(chat).stream().filter(it -> it.text().endsWith(" 10 11")).count(),
          telegram::toString);
    }
  }

  private static void enter(Tmux terminal, String line) {
    terminal.type(line);
    terminal.keys("Enter");
  }

  /** The sessions of that name, the one that was active last first. */
  private List<String> sessionsOf(String name) throws IOException {
    List<String> found = new ArrayList<>();
    try (ProtocolClient client = runner.connect()) {
      client.hello(Map.of("user_id", RunnerUnderTest.USER), PATIENCE);
      client.send("list_sessions", Map.of());
      for (JsonNode session : client.await("session_list", PATIENCE).path("sessions")) {
        if (session.path("display_name").asText().equals(name)) {
          found.add(session.path("session_id").asText());
        }
      }
    }
    return found;
  }

  /** Longer with {@code -Doxydra.hang=300}. */
  @Test
  void isAnsweredSoonAfterTelegramHungAndCameBack() throws Exception {
    long chat = chat();
    say(chat, "hello");
    await(chat, "I understand");
    telegram.hang(true);
    Thread.sleep(Duration.ofSeconds(Integer.getInteger("oxydra.hang", 12))); // that is the fault
    say(chat, "count to 11");
    telegram.hang(false);
    long back = System.nanoTime();
    await(chat, "10 11");
    System.out.printf(
        "Answered %d ms after Telegram came back%n", (System.nanoTime() - back) / 1_000_000);
  }

  /** More of them with {@code -Doxydra.kills=100}. */
  @Test
  void killsLoseAndRepeatNothing() throws Exception {
    int kills = Integer.getInteger("oxydra.kills", 5);
    long seed = Long.getLong("oxydra.seed", System.nanoTime());
    System.out.println("Kills of the bot's guest: seed " + seed);
    Random random = new Random(seed);
    long chat = chat();
    Optional<ProcessHandle> guest = Optional.of(runner.guestProcess(Optional.empty()));
    for (int i = 1; i <= kills; i++) {
      say(chat, "count to " + (20 + i));
      Thread.sleep(random.nextInt(1200)); // anywhere in the turn and in what is told of it
      guest.get().destroyForcibly();
      say(chat, "count to " + (220 + i));
      guest = Optional.of(runner.guestProcess(guest));
    }
    say(chat, "count to 9");
    telegram.await(
        it -> it.messages(chat).stream().anyMatch(last -> last.text().endsWith(" 7 8 9")),
        PATIENCE);
    JsonNode events = history(sessionsOf("Telegram").getFirst());
    int repeats = 0;
    for (int i = 1; i <= kills; i++) {
      repeats += delivered(chat, events, 20 + i) + delivered(chat, events, 220 + i);
    }
    System.out.println(kills + " kills, messages marked as possibly repeated: " + repeats);
  }

  /** One turn of a message, and its answer once. How often it says that it may be a repetition. */
  private int delivered(long chat, JsonNode events, int number) {
    String prompt = "count to " + number;
    String answer = " %d %d".formatted(number - 1, number);
    int turns = 0;
    boolean answered = false;
    for (JsonNode event : events) {
      JsonNode payload = event.path("payload");
      String type = event.path("type").asText();
      turns +=
          type.equals("turn.submitted") && payload.path("prompt").asText().equals(prompt) ? 1 : 0;
      answered |= type.equals("message.assistant") && payload.toString().contains(answer + "\"");
    }
    assertEquals(1, turns, () -> prompt + " in " + events);
    List<TelegramMessage> shown =
        telegram.messages(chat).stream()
            .filter(it -> it.text().endsWith(answer) || it.text().contains(answer + "\n\n⚠️"))
            .toList();
    long marked =
        shown.stream().filter(it -> it.text().contains("may have been sent before")).count();
    assertTrue(shown.size() - marked <= 1, () -> "repeated: " + shown);
    assertTrue(
        !answered || !shown.isEmpty(),
        () -> prompt + " was answered and is not there: " + telegram.messages(chat));
    return (int) marked;
  }

  private JsonNode history(String session) throws IOException {
    try (ProtocolClient client = runner.connect()) {
      client.hello(
          Map.of("user_id", RunnerUnderTest.USER, "features", List.of("history")), PATIENCE);
      client.send("get_history", Map.of("session_id", session, "limit", 1000));
      return client.await("history", PATIENCE).path("events");
    }
  }
}
