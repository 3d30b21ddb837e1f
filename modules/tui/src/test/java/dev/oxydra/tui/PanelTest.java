package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static dev.oxydra.tui.Play.texts;
import static dev.oxydra.tui.Play.type;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.OverviewRequest;
import dev.oxydra.types.OverviewRequest.ScheduleAction;
import dev.oxydra.types.SearchHit;
import dev.oxydra.types.Selection;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lies over the conversation: lists to choose from, and text to read. */
class PanelTest {
  private static Screen sessions() {
    return receive(Views.online(), Views.sessions("r"));
  }

  private static Step enter(Screen screen, String line) {
    return press(type(screen, line), Key.Action.ENTER);
  }

  private static Screen drawn(Screen screen) {
    return new Renderer().draw(screen, 100, 30, Script.NOW).screen();
  }

  private static String shown(Screen screen) {
    return new Renderer()
        .draw(screen, 100, 30, Script.NOW).frame().lines().stream()
            .map(Line::text)
            .collect(joining("\n"));
  }

  @Test
  void whatIsTypedFindsASession() {
    Screen found = type(type(sessions(), "g"), "arden");
    String text = shown(found);
    assertTrue(text.contains("Garden plans") && !text.contains("Taxes"), text);
    ClientFrame sent = frames(press(found, Key.Action.ENTER)).getFirst();
    assertEquals(Views.GARDEN, assertInstanceOf(ClientFrame.SwitchSession.class, sent).sessionId());
    assertNull(press(found, Key.Action.ENTER).screen().overview().panel());
  }

  @Test
  void nothingThatIsTypedThereIsInTheMessage() {
    Screen found = type(type(sessions(), "no such thing"), "");
    assertTrue(shown(found).contains("Sessions (0)"), shown(found));
    assertEquals(List.of(), frames(press(found, Key.Action.ENTER)));
    Screen closed = press(found, Key.Action.ESCAPE).screen();
    assertNull(closed.overview().panel());
    assertTrue(closed.editor().draft().isEmpty());
  }

  @Test
  void theSessionUnderTheCursorIsPreviewed() {
    Step step = press(sessions(), Key.Action.DOWN);
    HistoryRequest.GetHistory asked =
        assertInstanceOf(HistoryRequest.GetHistory.class, frames(step).getFirst());
    ServerFrame.Journalled said =
        (ServerFrame.Journalled) Script.event(7, Script.TURN, Script.user("how deep are tulips?"));
    Screen there =
        receive(
            step.screen(),
            new HistoryFrame.History(asked.requestId(), asked.sessionId(), List.of(said), false));
    assertTrue(shown(there).contains("› how deep are tulips?"), shown(there));
    Screen late =
        receive(
            press(step.screen(), Key.Action.DOWN).screen(),
            new HistoryFrame.History(asked.requestId(), asked.sessionId(), List.of(said), false));
    assertFalse(shown(late).contains("tulips"), "of another session than the one under the cursor");
  }

  @Test
  void aSessionIsRenamedAndPutAwayFromTheList() {
    Screen onTaxes = type(sessions(), "taxes");
    Screen naming = press(onTaxes, Key.Action.SEARCH).screen();
    naming = press(naming, Key.Action.DELETE_TO_START).screen();
    List<ClientFrame> sent = frames(press(type(naming, "Taxes 2026"), Key.Action.ENTER));
    HistoryRequest.RenameSession rename =
        assertInstanceOf(HistoryRequest.RenameSession.class, sent.getFirst());
    assertEquals("Taxes 2026", rename.displayName());
    assertEquals(Views.TAXES, rename.sessionId().value());
    assertInstanceOf(ClientFrame.ListSessions.class, sent.getLast());
    HistoryRequest.ArchiveSession away =
        assertInstanceOf(
            HistoryRequest.ArchiveSession.class,
            frames(press(onTaxes, Key.Action.DELETE)).getFirst());
    assertEquals(true, away.archived());
    assertEquals(Views.TAXES, away.sessionId().value());
  }

  @Test
  void aRenewedListKeepsTheCursorAndAClosedOneStaysClosed() {
    Screen onTaxes = press(press(sessions(), Key.Action.DOWN).screen(), Key.Action.DOWN).screen();
    String id = Requests.RENEWED + "1";
    Screen renewed = receive(onTaxes, Views.sessions(id));
    Menu menu = assertInstanceOf(Menu.class, renewed.overview().panel());
    assertTrue(menu.isOn(Views.TAXES));
    Screen closed = press(onTaxes, Key.Action.ESCAPE).screen();
    assertNull(receive(closed, Views.sessions(id)).overview().panel());
  }

  @Test
  void aModelIsChosenFromTheList() {
    Step asked = enter(Views.online(), "/model");
    assertInstanceOf(OverviewRequest.ListModels.class, frames(asked).getFirst());
    Screen list = receive(asked.screen(), Views.models("r"));
    Screen chosen = press(type(list, "haiku"), Key.Action.ENTER).screen();
    assertEquals(new Selection("anthropic", "claude-haiku", null), chosen.selection());
    Screen again = receive(chosen, Views.models("r"));
    Screen own = press(type(again, "default"), Key.Action.ENTER).screen();
    assertNull(own.selection());
  }

  @Test
  void anAgentOfTheListBeginsASession() {
    Screen list = receive(enter(Views.online(), "/agent").screen(), Views.agents("r"));
    ClientFrame sent = frames(press(type(list, "research"), Key.Action.ENTER)).getFirst();
    assertEquals("researcher", assertInstanceOf(ClientFrame.CreateSession.class, sent).agentName());
    ClientFrame named = frames(enter(Views.online(), "/agent researcher")).getFirst();
    assertEquals(
        "researcher", assertInstanceOf(ClientFrame.CreateSession.class, named).agentName());
  }

  @Test
  void aSkillOfTheListIsNamedInTheMessage() {
    Screen list = receive(enter(Views.online(), "/skills").screen(), Views.skills("r"));
    Screen named = press(list, Key.Action.ENTER).screen();
    assertEquals("Use the skill browser: ", named.editor().draft().text());
    Screen none = receive(Views.online(), new OverviewFrame.SkillList("r", List.of()));
    assertTrue(texts(none).contains("no skills"), texts(none));
  }

  @Test
  void schedulesAreRunPausedAndDeleted() {
    Screen list = receive(enter(Views.online(), "/schedule").screen(), Views.schedules("r"));
    assertEquals(ScheduleAction.RUN, change(press(list, Key.Action.ENTER)).action());
    assertEquals(ScheduleAction.PAUSE, change(press(list, Key.Action.TAB)).action());
    Screen paused = press(list, Key.Action.DOWN).screen();
    assertEquals(ScheduleAction.RESUME, change(press(paused, Key.Action.TAB)).action());
    Screen sure = press(list, Key.Action.DELETE).screen();
    assertEquals(List.of(), frames(press(sure, Key.Action.ENTER)), "Enter alone deletes nothing");
    assertEquals(
        List.of(), frames(press(sure, new Key.Text("n"))), "and what was asked can be taken back");
    OverviewRequest.ChangeSchedule delete = change(press(sure, new Key.Text("y")));
    assertEquals(ScheduleAction.DELETE, delete.action());
    assertEquals("s1", delete.scheduleId());
  }

  private static OverviewRequest.ChangeSchedule change(Step step) {
    return assertInstanceOf(OverviewRequest.ChangeSchedule.class, frames(step).getFirst());
  }

  @Test
  void nothingIsSentWithoutAConnection() {
    Screen offline =
        receive(Views.online(), Views.schedules("r"))
            .with(new LinkState.Offline("gone", Script.NOW));
    Step step = press(offline, Key.Action.ENTER);
    assertEquals(List.of(), frames(step));
    assertTrue(step.screen().hint().contains("Not connected"));
    assertInstanceOf(Menu.class, step.screen().overview().panel());
  }

  @Test
  void textIsScrolledAndClosedByWhateverIsTyped() {
    Screen help = enter(Views.online(), "/help").screen();
    assertTrue(shown(help).contains("/sessions"), shown(help));
    Screen down = help;
    for (int i = 0; i < 100; i++) {
      down = press(down, Key.Action.PAGE_DOWN).screen();
    }
    assertTrue(shown(down).contains("answer a question"), shown(down));
    Screen typed = type(down, "h");
    assertNull(typed.overview().panel());
    assertEquals("h", typed.editor().draft().text());
  }

  @Test
  void oneKeyComesBackFromTheEndOfAText() {
    Screen down = enter(Views.online(), "/help").screen();
    for (int i = 0; i < 100; i++) {
      down = drawn(press(down, Key.Action.PAGE_DOWN).screen());
    }
    String end = shown(down);
    Screen up = press(down, Key.Action.UP).screen();
    assertNotEquals(end, shown(up));
    assertEquals(end, shown(press(up, Key.Action.DOWN).screen()));
  }

  @Test
  void usageIsShownByDayAndByModel() {
    Step asked = enter(Views.online(), "/usage 7");
    assertEquals(
        7, assertInstanceOf(OverviewRequest.GetUsage.class, frames(asked).getFirst()).days());
    String text = shown(receive(asked.screen(), Views.usage("r")));
    assertTrue(text.contains("In all $0.7500, 60 calls"), text);
    assertTrue(text.contains("2026-01-01 ████████████████████████ $0.5000"), text);
    assertTrue(text.contains("openai/gpt-5 "), text);
    assertEquals(List.of(), frames(enter(Views.online(), "/usage all")));
  }

  @Test
  void theStatusLineHasTodayAndTheMode() {
    Screen screen =
        receive(
            Views.online(),
            Views.usage(Requests.TODAY + "1"),
            new ApprovalFrame.ApprovalModeIs(
                Requests.MODE + "1", Script.ref(), ApprovalMode.ASK, ApprovalMode.AUTO));
    assertNull(screen.overview().panel());
    String text = shown(screen);
    assertTrue(text.contains("$0.750") && text.contains(" ask"), text);
  }

  @Test
  void theModeIsSetAndTold() {
    ClientFrame.SetApprovalMode set =
        assertInstanceOf(
            ClientFrame.SetApprovalMode.class,
            frames(enter(Views.online(), "/mode read-only")).getFirst());
    assertEquals(ApprovalMode.READ_ONLY, set.mode());
    assertNull(
        assertInstanceOf(
                ClientFrame.SetApprovalMode.class,
                frames(enter(Views.online(), "/mode default")).getFirst())
            .mode());
    assertEquals(List.of(), frames(enter(Views.online(), "/mode reckless")));
    Screen told =
        receive(
            Views.online(),
            new ApprovalFrame.ApprovalModeIs(
                set.requestId(), Script.ref(), ApprovalMode.READ_ONLY, ApprovalMode.AUTO));
    assertTrue(texts(told).contains("Mode read_only"), texts(told));
  }

  @Test
  void agentsThatWorkForThisOneAreATree() {
    String text = shown(receive(Views.online(), Views.running()));
    assertTrue(text.contains("├ researcher 5 s Find"), text);
    assertTrue(text.contains("│ └ reader 3 s Read"), text);
    assertTrue(text.contains("└ writer"), text);
    assertFalse(text.contains("elsewhere"), text);
  }

  @Test
  void aMessageThatWasFoundIsGoneTo() {
    Step asked = enter(Views.online(), "/find tulips");
    HistoryRequest.SearchSessions search =
        assertInstanceOf(HistoryRequest.SearchSessions.class, frames(asked).getLast());
    Screen found =
        receive(
            asked.screen(),
            new HistoryFrame.SearchResults(
                search.requestId(),
                List.of(new SearchHit(new SessionId(Views.GARDEN), 12, "deep tulips", 1))));
    Step gone = press(found, Key.Action.ENTER);
    assertEquals(
        Views.GARDEN,
        assertInstanceOf(ClientFrame.SwitchSession.class, frames(gone).getFirst()).sessionId());
    assertEquals(12, gone.screen().memory().jump().seq());
  }

  /** An older guest doesn't know these questions, and would say so each time. */
  @Test
  void aServerWithoutTheFeatureIsNotAsked() {
    Step joined = Play.step(Play.online(), Script.replayed(Play.HELLO, 0));
    assertTrue(frames(joined).stream().noneMatch(OverviewRequest.class::isInstance));
    Step served = Play.step(Views.online(), Script.replayed(Play.HELLO, 0));
    assertTrue(frames(served).stream().anyMatch(OverviewRequest.class::isInstance));
  }

  /** However new it is: thousands of turns may have ended just before somebody looks. */
  @Test
  void nothingIsAskedBecauseOfWhatIsReplayed() {
    ServerFrame ended = Script.event(1, Script.TURN, Script.completed());
    assertEquals(List.of(), frames(Play.step(Views.online(), ended)));
    Screen live = receive(Views.online(), Script.replayed(Play.HELLO, 0));
    assertTrue(
        frames(Play.step(live, ended)).stream()
            .anyMatch(OverviewRequest.GetUsage.class::isInstance));
  }

  @Test
  void aRefusalOfWhatNobodyAskedForIsNotTold() {
    Screen screen = Views.online();
    ServerFrame refused =
        new ServerFrame.Error(Requests.TODAY + "1", null, null, "too many", "rate_limited");
    assertEquals(screen.conversation(), receive(screen, refused).conversation());
  }
}
