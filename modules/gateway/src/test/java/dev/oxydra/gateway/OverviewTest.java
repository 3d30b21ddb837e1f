package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.OverviewFrame.UsageOfDay;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feature {@code overview}: what there is to choose from, what runs, what was used. */
class OverviewTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("overview", "queue"));

  private final FakeScheduler scheduler = new FakeScheduler();
  private final Served served = Served.start(scheduler);

  @AfterEach
  void close() {
    served.close();
  }

  private static JsonNode ask(ProtocolClient client, String type, Map<String, ?> payload) {
    String request = client.send(type, payload);
    ProtocolClient.Frame answer =
        client.awaitFrame(
            "an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), DEADLINE);
    return answer.payload();
  }

  private static void assertRefused(JsonNode answer, String code, String why) {
    assertEquals(code, answer.path("code").asText(), answer::toString);
    assertTrue(answer.path("message").asText().contains(why), answer::toString);
  }

  private void use(String session, String model, @Nullable String dollars) {
    served
        .journal()
        .append(
            List.of(
                new NewEvent(
                    new SessionId(session),
                    new TurnId("t"),
                    "default",
                    new EventPayload.UsageRecorded(
                        new ProviderId("demo"),
                        new ModelId(model),
                        new Usage(100, 10, 40, 0),
                        dollars == null ? null : new BigDecimal(dollars),
                        null))));
  }

  @Test
  void usageIsThatOfAllSessionsByDayAndModel() {
    use("a", "small", "0.25");
    use("b", "small", "0.5");
    use("b", "large", null);
    try (ProtocolClient client = served.join(HELLO)) {
      JsonNode days = ask(client, "get_usage", Map.of()).path("days");
      assertEquals(2, days.size());
      assertEquals("large", days.at("/0/model").asText());
      assertTrue(days.at("/0/cost_usd").isMissingNode());
      JsonNode small = days.get(1);
      LocalDate.parse(small.path("day").asText());
      assertEquals("demo", small.path("provider").asText());
      assertEquals(2, small.path("calls").asInt());
      assertEquals(200, small.path("input_tokens").asInt());
      assertEquals(80, small.path("cached_input_tokens").asInt());
      assertEquals(20, small.path("output_tokens").asInt());
      assertEquals(new BigDecimal("0.75"), small.path("cost_usd").decimalValue());
      assertEquals(2, ask(client, "get_usage", Map.of("days", 366)).path("days").size());
      for (int wrong : List.of(0, 367, -1)) {
        assertRefused(
            ask(client, "get_usage", Map.of("days", wrong)), "invalid_field", "1 to 366, not");
      }
    }
  }

  @Test
  void daysBeforeAreLeftOutAndTheOldestIsFirst() {
    LocalDate first = LocalDate.parse("2026-03-01");
    List<UsageTotal> totals = new ArrayList<>();
    for (int day : List.of(2, 0, -1)) {
      for (String session : List.of("a", "b")) {
        totals.add(
            new UsageTotal(
                new SessionId(session),
                first.plusDays(day),
                new ProviderId("p"),
                new ModelId("m"),
                1,
                new Usage(5, 1, 0, 0),
                session.equals("a") ? null : BigDecimal.ONE));
      }
    }
    assertEquals(
        List.of(
            new UsageOfDay(first, "p", "m", 2, 10, 0, 2, BigDecimal.ONE),
            new UsageOfDay(first.plusDays(2), "p", "m", 2, 10, 0, 2, BigDecimal.ONE)),
        DailyUsage.since(first, totals));
  }

  @Test
  void agentsModelsAndSkillsAreWhatIsConfigured() {
    served.runner().choices = new FakeChoices(ApprovalMode.AUTO);
    try (ProtocolClient client = served.join(HELLO)) {
      JsonNode agents = ask(client, "list_agents", Map.of()).path("agents");
      assertEquals("default", agents.at("/0/name").asText());
      assertEquals("demo/large", agents.at("/1/model").asText());
      assertEquals("Writes well.", agents.at("/1/description").asText());
      assertEquals("file_*", agents.at("/1/tools/0").asText());
      JsonNode models = ask(client, "list_models", Map.of()).path("models");
      assertEquals(
          "{\"provider\":\"demo\",\"model\":\"demo\",\"deprecated\":false}",
          models.get(0).toString());
      assertEquals(
          "{\"provider\":\"demo\",\"model\":\"large\",\"name\":\"Large\",\"context_limit\":200000,"
              + "\"input_usd\":1.25,\"output_usd\":10,\"deprecated\":true}",
          models.get(1).toString());
      JsonNode skills = ask(client, "list_skills", Map.of()).path("skills");
      assertEquals(
          "{\"name\":\"travel\",\"description\":\"Plans journeys\",\"activation\":\"manual\","
              + "\"requires\":[\"web_fetch\"]}",
          skills.get(0).toString());
    }
  }

  @Test
  void whatRunsAndWaitsIsListedWithWhoItIsFor() {
    try (ProtocolClient client = served.join(HELLO)) {
      assertEquals(0, ask(client, "list_running", Map.of()).path("turns").size());
      send(client, "t1", "wait");
      client.await("turn_started", DEADLINE);
      send(client, "t2", "x".repeat(199) + "😀 and more");
      client.await("queue_updated", q -> q.path("items").size() == 1, DEADLINE);
      SessionId child = new SessionId("child");
      served
          .hub()
          .turns()
          .open(
              child,
              new EventPayload.SessionCreated(
                  "writer", null, "delegation", new SessionId(DEFAULT)));
      served.hub().turns().submit(new Turn(new TurnId("t3"), child, "wait", List.of()));

      JsonNode turns = ask(client, "list_running", Map.of()).path("turns");
      assertEquals(3, turns.size(), turns::toString);
      assertEquals("t1", turns.at("/0/turn_id").asText());
      assertEquals("running", turns.at("/0/state").asText());
      assertEquals("default", turns.at("/0/agent_name").asText());
      assertEquals("wait", turns.at("/0/prompt").asText());
      assertTrue(turns.at("/0/parent_session_id").isMissingNode());
      assertEquals("waiting", turns.at("/1/state").asText());
      assertEquals("x".repeat(199), turns.at("/1/prompt").asText());
      assertEquals("child", turns.at("/2/session_id").asText());
      assertEquals(DEFAULT, turns.at("/2/parent_session_id").asText());
      assertEquals("writer", turns.at("/2/agent_name").asText());

      client.send("cancel_all_active_turns", Map.of());
      client.await("turn_cancelled", t -> t.at("/turn/turn_id").asText().equals("t1"), DEADLINE);
    }
  }

  private static void send(ProtocolClient client, String turn, String prompt) {
    client.send("send_turn", Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private void schedule(String name, Scheduler.Cadence cadence) {
    var _ =
        scheduler.create(
            new SessionId(DEFAULT),
            new Scheduler.Plan(name, "Do it", cadence, Scheduler.Notify.ALWAYS));
  }

  private static JsonNode change(ProtocolClient client, String id, String action) {
    return ask(client, "change_schedule", Map.of("schedule_id", id, "action", action));
  }

  @Test
  void schedulesAreListedAndChanged() throws Exception {
    schedule("often", new Scheduler.Cadence.Every(Duration.ofHours(2)));
    schedule("daily", new Scheduler.Cadence.Cron("0 9 * * *", ZoneId.of("Europe/Zurich")));
    try (ProtocolClient client = served.join(HELLO)) {
      JsonNode all = ask(client, "list_schedules", Map.of()).path("schedules");
      assertEquals(2, all.size());
      assertEquals("schedule-0", all.at("/0/schedule_id").asText());
      assertEquals("PT2H", all.at("/0/when").asText());
      assertTrue(all.at("/0/time_zone").isMissingNode());
      assertEquals("0 9 * * *", all.at("/1/when").asText());
      assertEquals("Europe/Zurich", all.at("/1/time_zone").asText());
      assertEquals("ALWAYS", all.at("/1/notification").asText());
      JsonNode paused = change(client, "schedule-1", "pause").path("schedules");
      assertEquals(false, paused.at("/1/enabled").asBoolean(true));
      assertTrue(paused.at("/1/next").isMissingNode());
      assertTrue(
          change(client, "schedule-1", "resume").at("/schedules/1/enabled").asBoolean(false));
      assertEquals(2, change(client, "schedule-1", "run").path("schedules").size());
      assertEquals(1, scheduler.runs());
      assertEquals(1, change(client, "schedule-1", "delete").path("schedules").size());
      assertRefused(
          change(client, "schedule-1", "run"), "schedule_failed", "no schedule 'schedule-1'");
      assertRefused(change(client, "schedule-0", "forget"), "invalid_field", "action");
    }
    try (WebUser user = new WebUser(served)) {
      assertEquals(
          "{\"schedules\":[{\"id\":\"schedule-0\",\"name\":\"often\",\"when\":\"PT2H\","
              + "\"prompt\":\"Do it\",\"notification\":\"ALWAYS\","
              + "\"next\":\"2030-01-02T03:04:05Z\",\"enabled\":true,\"reason\":\"\"}]}",
          user.get("/schedules").body());
      assertEquals(
          "schedule-0", user.post("/schedules/schedule-0/pause", "").json().path("id").asText());
    }
  }

  @Test
  void withoutTheFeatureOrASchedulerItIsRefused() {
    try (Served none = Served.start();
        ProtocolClient client = none.join(HELLO);
        ProtocolClient plain = none.join()) {
      assertRefused(
          ask(client, "list_schedules", Map.of()), "scheduler_disabled", "scheduler.enabled");
      assertRefused(change(client, "x", "pause"), "scheduler_disabled", "scheduler.enabled");
      assertRefused(ask(plain, "list_agents", Map.of()), "feature_not_granted", "overview");
    }
  }
}
