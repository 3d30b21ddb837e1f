package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.Selection;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnState;
import dev.oxydra.types.TurnUpdate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /model}, what turns ask for, and what is shown of who answers. */
class ModelChoiceTest {
  private static Screen enter(Screen screen, String line) {
    return press(type(screen, line), Key.Action.ENTER).screen();
  }

  private static ClientFrame.SendTurn sent(Screen screen) {
    return (ClientFrame.SendTurn) frames(press(type(screen, "hello"), Key.Action.ENTER)).getFirst();
  }

  private static @Nullable Selection asked(Screen screen) {
    return sent(screen).selection();
  }

  private static String status(Screen screen, int columns) {
    return StatusLine.of(screen, Script.NOW, columns).spans().stream()
        .map(Line.Span::text)
        .collect(Collectors.joining());
  }

  private static String notice(Screen screen) {
    return ((Entry.Notice) last(screen)).text();
  }

  @Test
  void theFollowingTurnsAskForTheChosenModelUntilItIsTakenBack() {
    Screen screen = online();
    assertNull(asked(screen));
    screen = enter(screen, "/model openrouter/anthropic/claude-4");
    assertEquals(new Selection("openrouter", "anthropic/claude-4", null), asked(screen));
    assertTrue(notice(screen).startsWith("openrouter/anthropic/claude-4 is asked"));
    assertTrue(status(screen, 120).contains("openrouter/anthropic/claude-4"));

    screen = enter(screen, "/model gpt-5");
    assertEquals(new Selection("openrouter", "gpt-5", null), asked(screen));
    screen = enter(screen, "/model default");
    assertNull(asked(screen));
    assertFalse(status(screen, 120).contains("gpt-5"));
    assertEquals(new Selection(null, "gpt-5", null), asked(enter(screen, "/model gpt-5")));
  }

  @Test
  void itSaysWhichModelAnswers() {
    assertTrue(notice(enter(online(), "/model")).contains("none has answered"));
    Screen answered = receive(online(), Script.event(1, Script.TURN, Script.usage()));
    assertTrue(notice(enter(answered, "/model")).contains("demo answered last"));
    Screen chosen = enter(enter(answered, "/model a/b"), "/model");
    assertTrue(notice(chosen).startsWith("a/b is asked; demo answered last."), notice(chosen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/model a b", "/model /x", "/model a/", "/model Ü/x", "/model a/b c"})
  void whatIsNoModelStaysInTheInput(String line) {
    Screen screen = enter(online(), line);
    assertEquals(line, screen.editor().draft().text());
    assertTrue(screen.hint().startsWith("That is no model"), screen.hint());
    assertNull(screen.selection());
  }

  @Test
  void aModelThatTheGatewayRefusesIsToldAndTheDraftIsBack() {
    Screen screen = enter(online(), "/model a/nonesuch");
    Step step = press(type(screen, "a long question"), Key.Action.ENTER);
    Screen refused =
        receive(
            step.screen(),
            new ServerFrame.Error(
                frames(step).getFirst().requestId(),
                null,
                null,
                "There is no model a/nonesuch.",
                "unknown_model"));
    assertEquals("a long question", refused.editor().draft().text());
    assertEquals("There is no model a/nonesuch.", notice(refused));
    assertFalse(refused.conversation().isBusy());
  }

  @Test
  void aPromptThatIsSentAgainAsksForTheSameModel() {
    Step step = press(type(enter(online(), "/model a/b"), "hello"), Key.Action.ENTER);
    ClientFrame first = frames(step).getFirst();
    Screen changed = enter(receive(step.screen(), Script.ack(Play.HELLO)), "/model default");
    Step again = Play.step(changed, Script.replayed(Play.HELLO, 0));
    assertTrue(frames(again).contains(first), frames(again).toString());
  }

  @Test
  void aRetryIsSeenInTheStatusLine() {
    String line = "Asking anthropic/claude in 3 s: openai/gpt-5 is rate limited";
    Screen screen =
        receive(
            online(),
            Script.event(1, Script.TURN, new EventPayload.TurnStarted()),
            new ServerFrame.TurnProgress(
                "r",
                Script.ref(),
                new ServerFrame.TurnRef(Script.TURN, TurnState.RUNNING),
                new ServerFrame.Progress(
                    new ServerFrame.Kind(TurnUpdate.Progress.Kind.PROVIDER_CALL, null, null),
                    line,
                    1,
                    50)));
    assertTrue(status(screen, 140).contains(line), status(screen, 140));
    assertTrue(status(screen, 80).contains("Asking anthropic/claude in 3 s: openai"));
  }

  @Test
  void aFileOfAnAnswerIsALineWithItsKindAndSize() {
    Message drawn =
        new Message(
            Role.ASSISTANT,
            List.<Content>of(
                new Content.Text("Look:"), new Attachment("image/png", new byte[12_345])));
    Screen screen =
        receive(
            online(),
            Script.event(
                1, Script.TURN, new EventPayload.AssistantMessage(drawn, FinishReason.STOP)));
    assertEquals("The model made a file: image/png, 12.3 kB", notice(screen));
    assertTrue(Play.texts(screen).contains("Look:"));
  }

  @Test
  void whatAToolShowsIsALineWithItsPathAndSize() {
    ToolFile chart =
        new ToolFile(
            "/shared/a\nb.png",
            "image/png",
            12_345,
            "",
            ToolFile.Audience.USER,
            "Sales\u001b[31m of May");
    ToolFile read =
        new ToolFile("/shared/c.png", "image/png", 1, "", ToolFile.Audience.MODEL, null);
    Screen screen =
        receive(
            online(),
            Script.event(1, Script.TURN, Script.call("c1", "send_media", "path", "a")),
            Script.event(
                2,
                Script.TURN,
                new EventPayload.ToolResulted(
                    "c1", "send_media", ToolResult.Outcome.OK, "", 1, List.of(read, chart))));
    assertEquals(
        "The agent shows you /shared/a b.png (image/png, 12.3 kB): Sales of May", notice(screen));
    assertFalse(Play.texts(screen).contains("c.png"), Play.texts(screen));
  }

  @Test
  void aNewSessionMayHaveAnotherAgent() {
    for (String line :
        List.of(
            "/new --agent writer",
            "/new --agent=writer my  plans",
            "/new my plans --agent writer",
            "/new my plans",
            "/new")) {
      ClientFrame.CreateSession create =
          (ClientFrame.CreateSession)
              frames(press(type(online(), line), Key.Action.ENTER)).getFirst();
      assertEquals(line.contains("writer") ? "writer" : null, create.agentName(), line);
      String name = line.contains("my") ? line.replaceAll(".*(my +plans).*", "$1") : null;
      assertEquals(name, create.displayName(), line);
    }
  }
}
