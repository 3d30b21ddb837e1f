package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code runner ask} as scripts use it, with a real guest that asks before it writes. */
@RequiresTool({"bwrap", "setsid"})
class AskTest {
  private static final String WORDS = "slow 500";
  private static RunnerUnderTest runner;

  @BeforeAll
  static void askingStartsTheAgent() throws Exception {
    runner = RunnerUnderTest.inEmptyFolder(Map.of());
    runner.configure("agent.conf", "selection.provider = demo\napprovals.mode = ask\n");
    try (AskProcess first = ask("count to 3")) {
      assertEquals(0, first.exit(), first::err);
      assertTrue(first.out().endsWith("\n\n1 2 3\n"), first::out); // after what the demo says first
      assertTrue(first.err().contains("Starting your agent"), first::err);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    runner.close();
  }

  private static AskProcess ask(String... arguments) throws IOException {
    return AskProcess.start(runner, "", List.of(), arguments);
  }

  @Test
  void nothingButTheAnswerIsWritten() throws Exception {
    try (AskProcess asked = ask("count", "to", "5")) {
      assertEquals(0, asked.exit(), asked::err);
      assertEquals("1 2 3 4 5\n", asked.out());
      assertEquals("", asked.err());
    }
  }

  @Test
  void whatIsPipedInIsAsked() throws Exception {
    try (AskProcess alone = AskProcess.start(runner, "count to 4", List.of())) {
      assertEquals(0, alone.exit(), alone::err);
      assertEquals("1 2 3 4\n", alone.out());
    }
    try (AskProcess both = AskProcess.start(runner, "and that", List.of(), "--json", "this")) {
      assertEquals(0, both.exit(), both::err);
      assertEquals("this\n\nand that", both.events().getFirst().at("/payload/prompt").asText());
    }
  }

  @Test
  void nothingToAskIsWrongUsage() throws Exception {
    try (AskProcess none = ask()) {
      assertEquals(2, none.exit());
      assertTrue(none.err().contains("Say what to ask"), none::err);
      assertEquals("", none.out());
    }
    try (AskProcess much = AskProcess.start(runner, "x".repeat((1 << 20) + 1), List.of())) {
      assertEquals(2, much.exit());
      assertTrue(much.err().contains("1048576 bytes"), much::err);
    }
  }

  @Test
  void asJsonEveryEventOfTheTurnIsALine() throws Exception {
    try (AskProcess asked = ask("--json", "list files")) {
      assertEquals(0, asked.exit(), asked::err);
      List<JsonNode> events = asked.events();
      List<String> types = events.stream().map(event -> event.path("type").asText()).toList();
      assertEquals("turn.submitted", types.getFirst());
      assertEquals("turn.completed", types.getLast());
      assertTrue(
          types.contains("tool.call") && types.contains("message.assistant"), types::toString);
      assertEquals(
          1, events.stream().map(event -> event.path("turn_id").asText()).distinct().count());
      List<Long> seqs = events.stream().map(event -> event.path("seq").asLong()).toList();
      assertEquals(seqs.stream().sorted().distinct().toList(), seqs);
      assertTrue(
          events.stream().allMatch(event -> event.hasNonNull("ts") && event.hasNonNull("id")));
    }
  }

  @Test
  void sessionsAreMadeAndFound() throws Exception {
    String id;
    try (AskProcess made = ask("--new", "count to 2")) {
      assertEquals(0, made.exit(), made::err);
      assertTrue(made.err().startsWith("session "), made::err);
      id = session(made);
    }
    for (String name : List.of(id, id.substring(0, id.length() - 1), "count to 2")) {
      try (AskProcess again = ask("--json", "--session", name, "hello")) {
        assertEquals(0, again.exit(), again::err);
        assertEquals(id, again.events().getFirst().path("session_id").asText());
      }
    }
    for (int i = 0; i < 2; i++) {
      try (AskProcess made = ask("--new", "two of them")) {
        assertEquals(0, made.exit(), made::err);
      }
    }
    try (AskProcess several = ask("--session", "two of them", "hello")) {
      assertEquals(2, several.exit());
      assertTrue(several.err().contains("can be 2 sessions"), several::err);
    }
    try (AskProcess none = ask("--session", "nothing", "hello")) {
      assertEquals(2, none.exit());
      assertTrue(none.err().contains("No session"), none::err);
    }
    try (AskProcess none = ask("--new", "--agent", "nobody", "hello")) {
      assertEquals(2, none.exit());
      assertTrue(none.err().contains("nobody"), none::err);
    }
    try (AskProcess none = ask("--model", "nobody/nothing", "hello")) {
      assertEquals(2, none.exit());
      assertTrue(none.err().contains("nobody"), none::err);
    }
  }

  @Test
  void callsThatNeedAWordAreDeniedOrAllowed() throws Exception {
    try (AskProcess denied = ask("--new", "write denied.txt: hello")) {
      assertEquals(0, denied.exit(), denied::err);
      assertTrue(denied.out().contains("Nobody can be asked"), denied::out);
      assertFalse(Files.exists(runner.workspace("shared/denied.txt")));
    }
    try (AskProcess allowed = ask("--new", "--approve", "all", "write allowed.txt: hello")) {
      assertEquals(0, allowed.exit(), allowed::err);
      assertTrue(Files.exists(runner.workspace("shared/allowed.txt")));
    }
  }

  /** On a terminal that util-linux's script makes. */
  @Test
  @RequiresTool("script")
  void theUserIsAskedOnTheTerminal() throws Exception {
    try (AskProcess asked =
        AskProcess.onTerminal(runner, "--new", "--approve", "ask", "write asked.txt: hello")) {
      asked.awaitOut("y or n: ");
      assertTrue(asked.out().contains("file_write {\"path\":\"asked.txt\""), asked::out);
      asked.type("y\n");
      assertEquals(0, asked.exit(), asked::out);
      assertTrue(Files.exists(runner.workspace("shared/asked.txt")));
      assertTrue(asked.out().contains("Running file_write"), asked::out);
    }
  }

  @Test
  void anotherClientCancels() throws Exception {
    try (AskProcess asked = ask("--new", WORDS)) {
      asked.awaitOut("word2");
      try (Chat chat = Chat.open(runner).switchTo(session(asked))) {
        chat.cancel("any");
        // Who leaves at once may not have been heard.
        assertEquals(5, asked.exit(), asked::err);
      }
    }
  }

  @Test
  void afterItsTimeItIsCancelled() throws Exception {
    try (AskProcess asked = ask("--new", "--timeout", "1s", WORDS)) {
      assertEquals(124, asked.exit(), asked::err);
      assertTrue(asked.err().contains("too long"), asked::err);
      assertCancelled(asked);
    }
  }

  @Test
  void anInterruptCancels() throws Exception {
    // The signal may be ignored where the tests run, which children inherit.
    List<String> heeding = List.of("env", "--default-signal=INT");
    try (AskProcess asked = AskProcess.start(runner, "", heeding, "--new", WORDS)) {
      asked.awaitOut("word2");
      asked.interrupt();
      assertEquals(130, asked.exit(), asked::err);
      assertTrue(asked.out().endsWith("\n"), asked::out);
      assertCancelled(asked);
    }
  }

  @Test
  void whoReadsNoMoreCancels() throws Exception {
    try (AskProcess asked =
        AskProcess.start(
            runner, "", List.of("sh", "-c", "\"$@\" | head -c 1", "sh"), "--new", WORDS)) {
      assertEquals(0, asked.exit(), asked::err);
      assertEquals(1, asked.out().length(), asked::out);
      assertCancelled(asked);
    }
  }

  @Test
  void aTurnThatDiesWithItsGuestHasFailedAndNothingIsSaidTwice() throws Exception {
    try (AskProcess asked = ask("--new", WORDS)) {
      asked.awaitOut("word3");
      kill();
      assertEquals(1, asked.exit(), asked::err);
      assertTrue(asked.err().contains("send the message again"), asked::err);
      String words = asked.out().substring(asked.out().indexOf("word1")).strip();
      List<String> said = List.of(words.split(" "));
      assertEquals(IntStream.rangeClosed(1, said.size()).mapToObj(i -> "word" + i).toList(), said);
    }
  }

  @Test
  void aTurnThatWaitsInLineOutlivesItsGuest() throws Exception {
    String id;
    try (AskProcess made = ask("--new", "a line")) {
      assertEquals(0, made.exit(), made::err);
      id = session(made);
    }
    try (Chat chat = Chat.open(runner).switchTo(id)) {
      chat.begin(WORDS);
      chat.client().await("assistant_delta", PATIENCE);
      try (AskProcess asked = ask("--session", id, "count to 5")) {
        chat.client()
            .await(
                "event",
                event ->
                    event.path("type").asText().equals("turn.submitted")
                        && event.at("/payload/prompt").asText().equals("count to 5"),
                PATIENCE);
        kill();
        assertEquals(0, asked.exit(), asked::err);
        assertEquals("1 2 3 4 5\n", asked.out());
      }
    }
  }

  private static void kill() {
    ProcessHandle guest = runner.guestProcess(Optional.empty());
    assertTrue(guest.destroyForcibly());
    runner.guestProcess(Optional.of(guest));
  }

  /** The session that was made for it. */
  private static String session(AskProcess asked) {
    return asked.err().lines().findFirst().orElse("").substring("session ".length());
  }

  private static void assertCancelled(AskProcess asked) throws IOException {
    try (ProtocolClient client = runner.connect()) {
      client.hello(
          Map.of(
              "user_id",
              USER,
              "session_id",
              session(asked),
              "features",
              List.of("events"),
              "after_seq",
              0),
          PATIENCE);
      client.await("replay_complete", PATIENCE);
      assertEquals(
          List.of("turn.cancelled"),
          new Chat(client, session(asked))
              .events().stream()
                  .map(event -> event.path("type").asText())
                  .filter(type -> type.matches("turn\\.(completed|cancelled|failed)"))
                  .toList());
    }
  }
}
