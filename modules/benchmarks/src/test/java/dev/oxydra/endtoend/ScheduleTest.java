package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.RequiresTool;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Schedules that an agent makes, by the real clock, through a restart, and by the runner's
 * commands.
 */
@RequiresTool({"bwrap", "setsid"})
class ScheduleTest {
  private static List<String> told(Chat chat) {
    return chat.events().stream()
        .filter(event -> event.path("type").asText().equals("notification.sent"))
        .map(event -> event.at("/payload/message").asText())
        .toList();
  }

  private static String when(int seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Test
  void whatAnAgentSchedulesIsDoneAndToldThoughNobodyIsThere() throws Exception {
    try (FakeModelServer model = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner =
            OpenAiRunner.at(
                model.baseUrl(), OpenAiRunner.randomKey(), "scheduler.enabled = true\n")) {
      runner.ok("start");
      assertTrue(runner.ok("schedule", "list").contains("There are no schedules"));
      try (Chat chat = Chat.open(runner)) {
        String made =
            chat.ask(
                "call schedule_create {'prompt':'Say hello','name':'greeting','at':'%s'}"
                    .formatted(when(10)));
        assertTrue(made.contains("Made ") && made.contains("greeting"), made);
        Await.until("the notification", PATIENCE, () -> told(chat).size() == 1);
        assertTrue(told(chat).getFirst().contains("Say hello"), told(chat)::toString);
        JsonNode frame = chat.client().await("scheduled_notification", PATIENCE);
        assertEquals("greeting", frame.path("schedule_name").asText());
        chat.ask("call schedule_create {'prompt':'Say it again','name':'later','every':'P1D'}");
        chat.ask(
            "call schedule_create {'prompt':'Missed','name':'missed','at':'%s'}"
                .formatted(when(15)));
      }
      runner.ok("stop");
      Instant due = Instant.now().plusSeconds(16);
      Await.until("the time that is missed", PATIENCE, () -> Instant.now().isAfter(due));
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        Await.until(
            "what is made up for",
            PATIENCE,
            () -> told(chat).stream().anyMatch(it -> it.contains("Missed")));
        assertEquals(2, told(chat).size());
        String list = runner.ok("schedule", "list");
        assertTrue(list.contains("later") && list.contains("PT24H"), list);
        assertTrue(runner.ok("schedule", "run-now", "later").contains("It runs, as turn "));
        Await.until("its run", PATIENCE, () -> told(chat).size() == 3);
        assertTrue(runner.ok("schedule", "runs", "later").contains("completed"));
        runner.ok("schedule", "pause", "later");
        assertTrue(runner.ok("schedule", "list").contains("paused"));
        assertTrue(runner.ok("schedule", "resume", "later").contains("It is due next at "));
        Distribution.Ended none = runner.run("schedule", "pause", "nothing");
        assertEquals(1, none.exit());
        assertTrue(none.output().contains("There is no schedule 'nothing'"), none.output());
        assertTrue(runner.ok("budget").contains("today, all sessions"));
      }
    }
  }

  @Test
  void thereAreNoneUntilTheyAreSwitchedOn() throws Exception {
    try (FakeModelServer model = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(model.baseUrl(), OpenAiRunner.randomKey(), "")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        assertTrue(!chat.ask("tools").contains("schedule_"));
      }
      Distribution.Ended refused = runner.run("schedule", "list");
      assertEquals(1, refused.exit());
      assertTrue(refused.output().contains("scheduler.enabled"), refused.output());
    }
  }
}
