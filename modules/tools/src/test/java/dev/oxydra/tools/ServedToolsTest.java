package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Delegation.Brief;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryStore.NewNote;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.NoteEvent.Origin;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Change;
import dev.oxydra.types.Scheduler.Notify;
import dev.oxydra.types.Scheduler.Plan;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools of memory, scratchpad, schedules and delegation, over what remembers its questions. */
class ServedToolsTest {
  private static final SessionId SESSION = new SessionId("s");
  private static final TurnId TURN = TurnId.create();

  private final RecordedServices services = new RecordedServices();
  private final List<Tool> tools =
      new Services(services, services, services, services, List.of(), Supervisor.NONE).tools();

  private ToolOutput run(String name, String arguments) throws Exception {
    Tool tool =
        tools.stream().filter(it -> it.spec().name().equals(name)).findFirst().orElseThrow();
    try {
      return tool.run(
          Json.mapper().readTree(arguments.replace('\'', '"')),
          new ToolContext(SESSION, TURN, "c"));
    } catch (ToolException e) {
      return ToolOutput.failed(String.valueOf(e.getMessage()));
    }
  }

  private Object asked() {
    return services.asked.getLast();
  }

  @Test
  void areThoseOfWhatThereIs() {
    assertEquals(List.of(), Services.NONE.tools());
    assertEquals(
        List.of("scratchpad_clear", "scratchpad_read", "scratchpad_write"),
        new Services(null, services, null, null, List.of(), Supervisor.NONE)
            .tools().stream().map(tool -> tool.spec().name()).toList());
    List<String> readOnly = new ArrayList<>();
    for (Tool tool : tools) {
      assertFalse(tool.spec().description().isBlank());
      if (tool.spec().tier() == SafetyTier.READ_ONLY) {
        readOnly.add(tool.spec().name());
      }
    }
    assertEquals(
        List.of(
            "memory_search",
            "scratchpad_read",
            "schedule_run_output",
            "schedule_runs",
            "schedule_search"),
        readOnly);
    assertEquals(14, tools.size());
  }

  @Test
  void memoryIsAskedAndItsAnswerIsNotOurs() throws Exception {
    ToolOutput found =
        run(
            "memory_search",
            "{'query': 'tea? AND (NOT', 'top_k': 20, 'tags': ['a', ' b ', 'a'],"
                + " 'include_conversation': false, 'since': '2026-01-01T00:00:00+01:00',"
                + " 'until': '2026-01-02T00:00:00Z'}");
    assertEquals(
        new Query(
            "tea? AND (NOT",
            20,
            List.of("a", "b"),
            false,
            null,
            Instant.parse("2025-12-31T23:00:00Z"),
            Instant.parse("2026-01-02T00:00:00Z"),
            null,
            Query.PATIENT),
        asked());
    assertEquals(
        ToolOutput.ok(
                "- 2026-11-27T12:00:00Z, web, note n1, session s: likes tea\n"
                    + "- 2026-11-27T12:00:00Z, user, session s: </untrusted> hello")
            .from("web"),
        found);
    assertEquals(
        ToolOutput.ok("[Nothing was found]\n[Not everything is indexed yet]").from("memory"),
        run("memory_search", "{'query': 'nothing'}"));
    assertEquals(Query.of("nothing", 8), asked());
  }

  @Test
  void notesAreTakenChangedAndForgotten() throws Exception {
    assertEquals(
        ToolOutput.ok(
            "Saved as note n2\nIt takes the place of note n1 of 2026-11-27T12:00:00Z: tea"),
        run("memory_save", "{'text': 'likes tea', 'tags': ['t'], 'supersedes': 'n1'}"));
    assertEquals(
        new NewNote(new Origin(SESSION, TURN, "user"), "likes tea", List.of("t"), "n1"), asked());
    assertEquals(
        ToolOutput.ok("Changed note n1"), run("memory_update", "{'id': 'n1', 'tags': []}"));
    assertEquals("n1 null []", asked());
    assertEquals(
        ToolOutput.ok(
            "Deleted: 1 notes, 2 copies of their text, 3 passages of the index and 3 vectors."
                + " 1 messages are not found any more; they stay in their conversation until the"
                + " user takes them out with /forget."),
        run("memory_delete", "{'id': 'n1'}"));
    assertEquals("There is no note none", run("memory_update", "{'id':'none','text':'x'}").text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory_search | {'query': ' '} | /query: must not be empty",
        "memory_search | {'query': 'a', 'top_k': 21} | /top_k: must be from 1 to 20",
        "memory_search | {'query': 'a', 'since': 'monday'} | /since: must be a time such as 2026-11-27T08:00:00Z",
        "memory_search | {'query': 'a', 'since': '2026-01-02T00:00:00Z', 'until': '2026-01-01T00:00:00Z'} | /until: is before since",
        "memory_save | {'text': ''} | /text: must not be empty",
        "memory_save | {'text': 'a', 'tags': ['']} | /tags/0: must have 1 to 64 characters",
        "memory_update | {'id': 'n'} | Give text, tags or both",
        "scratchpad_write | {'items': ['a', ' ']} | /items/1: has 1 characters, must have 1 to 240",
        "schedule_create | {'prompt': 'a'} | Give at, every or cron",
        "schedule_create | {'prompt': 'a', 'at': '2026-01-01T00:00:00Z', 'every': 'P1D'} | Give one of at, every and cron, not several",
        "schedule_create | {'prompt': 'a', 'at': 'tomorrow'} | /at: must be a time such as 2026-11-27T08:00:00+01:00",
        "schedule_create | {'prompt': 'a', 'every': 'PT59S'} | /every: must be a minute (PT1M) or more",
        "schedule_create | {'prompt': 'a', 'every': '2h'} | /every: must be an ISO 8601 duration such as PT2H or P1D",
        "schedule_create | {'prompt': 'a', 'cron': '0 8 * *', 'time_zone': 'UTC'} | /cron: must have five fields, minute, hour, day, month and weekday, such as 0 8 * * MON",
        "schedule_create | {'prompt': 'a', 'cron': '0 8 * * 1'} | /time_zone: is needed with cron, such as Europe/Berlin",
        "schedule_create | {'prompt': 'a', 'cron': '0 8 * * 1', 'time_zone': 'Mars/Olympus'} | /time_zone: 'Mars/Olympus' is no time zone of the IANA database, such as Europe/Berlin",
        "schedule_create | {'prompt': 'a', 'every': 'P1D', 'time_zone': 'UTC'} | /time_zone: is for cron alone; at has its own offset",
        "schedule_create | {'prompt': ' ', 'every': 'P1D'} | /prompt: must have 1 to 10000 characters",
        "schedule_create | {'prompt': 'a', 'every': 'P1D', 'name': ''} | /name: must have 1 to 100 characters",
        "schedule_edit | {'id': 's1'} | Give what is to change",
        "delegate_to_agent | {'agent': 'nobody', 'goal': 'a'} | /agent: there is no agent 'nobody'. The agents are: writer (writes well), tester (tests)",
        "delegate_to_agent | {'agent': 'writer', 'goal': ' '} | /goal: must not be empty",
      })
  void whatCannotBeIsRefusedBeforeAnybodyIsAsked(String tool, String arguments, String told)
      throws Exception {
    ToolOutput output = run(tool, arguments);
    assertFalse(output.ok(), output::text);
    assertTrue(output.text().contains(told), output::text);
    assertEquals(List.of(), services.asked);
  }

  @Test
  void whatIsTooLongIsRefusedWithTheLimit() throws Exception {
    String tags = Json.write(Collections.nCopies(10_000, "t"));
    for (String[] bad :
        new String[][] {
          {"memory_save", "{'text': '" + "ä".repeat(1 << 19) + "'}", "has 1048576 bytes"},
          {"memory_save", "{'text': 'a', 'tags': " + tags + "}", "the limit is 16"},
          {"scratchpad_write", "{'items': ['" + "a".repeat(241) + "']}", "has 241 characters"},
          {"scratchpad_write", "{'items': " + items(33) + "}", "there would be 33 items"},
          {"delegate_to_agent", "{'agent':'writer','goal':'" + "a".repeat(20_001) + "'}", "20000"},
        }) {
      ToolOutput output = run(bad[0], bad[1]);
      assertFalse(output.ok(), bad[0]);
      assertTrue(output.text().contains(bad[2]), output::text);
    }
    assertEquals(List.of(), services.asked);
    // A question that is too long is answered as far as it is looked at.
    assertTrue(run("memory_search", "{'query': '" + "a".repeat(100_000) + "'}").ok());
  }

  private static String items(int count) {
    return Json.write(Collections.nCopies(count, "item"));
  }

  @Test
  void theScratchpadIsWrittenReadAndEmptied() throws Exception {
    assertEquals("[The scratchpad is empty]", run("scratchpad_read", "{}").text());
    assertTrue(run("scratchpad_write", "{'items': " + items(30) + "}").ok());
    assertFalse(run("scratchpad_write", "{'items': ['a', 'b', 'c']}").ok());
    assertEquals(
        "1. a\n2. b", run("scratchpad_write", "{'items': ['a', 'b'], 'replace': true}").text());
    assertEquals("1. a\n2. b\n3. c", run("scratchpad_write", "{'items': ['c']}").text());
    assertEquals("1. a\n2. b\n3. c", run("scratchpad_read", "{}").text());
    assertTrue(run("scratchpad_clear", "{}").ok());
    assertEquals("[The scratchpad is empty]", run("scratchpad_read", "{}").text());
  }

  @Test
  void schedulesAreMadeAndChanged() throws Exception {
    assertEquals(
        "Made s1 (tea): cron 0 8 * * MON-FRI in Europe/Berlin, next at 2026-11-27T12:00:00Z",
        run(
                "schedule_create",
                "{'prompt': 'Make tea', 'name': 'tea', 'cron': ' 0  8 * * MON-FRI',"
                    + " 'time_zone': 'Europe/Berlin', 'notification': 'conditional'}")
            .text());
    assertEquals(
        new Plan(
            "tea",
            "Make tea",
            new Cadence.Cron("0 8 * * MON-FRI", ZoneId.of("Europe/Berlin")),
            Notify.CONDITIONAL),
        asked());
    assertTrue(run("schedule_create", "{'prompt': 'a', 'every': 'PT1M'}").ok());
    assertEquals(
        new Plan(null, "a", new Cadence.Every(Duration.ofMinutes(1)), Notify.ALWAYS), asked());
    assertEquals(
        "Changed s1 (tea): once at 2026-11-27T12:00:00Z, paused",
        run("schedule_edit", "{'id': 's1', 'enabled': false, 'at': '2026-11-27T13:00:00+01:00'}")
            .text());
    assertEquals(
        new Change(null, null, new Cadence.Once(RecordedServices.NOON), null, false), asked());
    assertEquals("Deleted s1", run("schedule_delete", "{'id': 's1'}").text());
    assertEquals("delete s1", asked());
  }

  @Test
  void schedulesAreLookedAt() throws Exception {
    assertEquals(
        "s1: once at 2026-11-27T12:00:00Z, never again\n   Say hello",
        run("schedule_search", "{'limit': 5}").text());
    assertEquals(" 5", asked());
    assertEquals(
        "[There is no such schedule]", run("schedule_search", "{'query': 'nothing'}").text());
    assertEquals(
        "r2, due at 2026-11-27T12:00:00Z, skipped: the guest was down\n"
            + "r1, due at 2026-11-27T12:00:00Z, completed",
        run("schedule_runs", "{'id': 's1'}").text());
    assertEquals("It rains", run("schedule_run_output", "{'id': 'r1'}").text());
    assertEquals("[It said nothing]", run("schedule_run_output", "{'id': 'silent'}").text());
  }

  @Test
  void anotherAgentIsToldTheBriefAlone() throws Exception {
    assertEquals(
        ToolOutput.ok("written"),
        run(
            "delegate_to_agent",
            "{'agent': 'writer', 'goal': 'a poem', 'key_facts': ['short'], 'expected_output': 'text'}"));
    assertEquals(new Brief("writer", "a poem", List.of("short"), "text"), asked());
  }
}
