package dev.oxydra.tui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.Json;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.OverviewFrame.RunningInfo;
import dev.oxydra.types.OverviewFrame.UsageOfDay;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Skill;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a gateway says of what there is to choose from. */
final class Views {
  static final String GARDEN = "019a8b7c-1111-7000-8000-000000000001";
  static final String TAXES = "019a8b7c-1222-7000-8000-000000000002";

  private Views() {}

  /** Connected to a gateway that answers such questions. */
  static Screen online() {
    return Play.receive(
        Screen.first(Script.ALICE, "0.1.0"),
        new ServerFrame.HelloAck(
            Play.HELLO.requestId(), 2, Script.ref(), null, List.of("events", "overview")));
  }

  static ServerFrame sessions(String requestId) {
    return new ServerFrame.SessionList(
        requestId,
        List.of(
            session("runtime-alice", null, 0),
            session(GARDEN, "Garden plans", 600),
            session(TAXES, "Taxes", 90_000)));
  }

  private static SessionInfo session(String id, @Nullable String name, long secondsAgo) {
    Instant at = Script.NOW.minusSeconds(secondsAgo);
    return new SessionInfo(new SessionId(id), "default", name, "gateway", at, at, false, null);
  }

  static ServerFrame models(String requestId) {
    return new OverviewFrame.ModelList(
        requestId,
        List.of(
            new OverviewFrame.ModelChoice(
                "openai",
                "gpt-5",
                "GPT-5",
                400_000L,
                new BigDecimal("1.25"),
                new BigDecimal("10.00"),
                false),
            new OverviewFrame.ModelChoice(
                "anthropic", "claude-haiku", null, 200_000L, null, null, false),
            new OverviewFrame.ModelChoice("openai", "gpt-3", null, null, null, null, true)));
  }

  static ServerFrame agents(String requestId) {
    return new OverviewFrame.AgentList(
        requestId,
        List.of(
            new OverviewFrame.AgentInfo("default", "openai/gpt-5", null, List.of("*")),
            new OverviewFrame.AgentInfo(
                "researcher", "openai/gpt-5", "finds things out", List.of("web_*"))));
  }

  static ServerFrame skills(String requestId) {
    return new OverviewFrame.SkillList(
        requestId,
        List.of(
            new OverviewFrame.SkillInfo(
                "browser", "Drives a browser", Skill.Activation.AUTO, List.of("shell_exec")),
            new OverviewFrame.SkillInfo(
                "house-style", "How we write", Skill.Activation.ALWAYS, List.of())));
  }

  static ServerFrame schedules(String requestId) {
    return new OverviewFrame.ScheduleList(
        requestId,
        List.of(
            new OverviewFrame.ScheduleInfo(
                "s1",
                "Morning news",
                "0 7 * * 1-5",
                "Europe/Berlin",
                "What is new?",
                Scheduler.Notify.ALWAYS,
                null,
                true,
                ""),
            new OverviewFrame.ScheduleInfo(
                "s2",
                null,
                "PT1H",
                null,
                "Look at the oven",
                Scheduler.Notify.CONDITIONAL,
                null,
                false,
                "failed 3 times")));
  }

  static ServerFrame usage(String requestId) {
    return new OverviewFrame.UsageReport(
        requestId,
        List.of(
            used("2025-12-31", "openai", "gpt-5", 20, "0.25"),
            used("2026-01-01", "anthropic", "claude-haiku", 10, null),
            used("2026-01-01", "openai", "gpt-5", 30, "0.50")));
  }

  private static UsageOfDay used(
      String day, String provider, String model, long calls, @Nullable String cost) {
    return new UsageOfDay(
        LocalDate.parse(day),
        provider,
        model,
        calls,
        calls * 1000,
        calls * 100,
        calls * 50,
        cost == null ? null : new BigDecimal(cost));
  }

  static ServerFrame running() {
    SessionId research = new SessionId("child-1");
    return new OverviewFrame.RunningList(
        "r",
        List.of(
            running(Script.SESSION, null, "default", 9, "the whole"),
            running(research, Script.SESSION, "researcher", 5, "Find all tulips"),
            running(new SessionId("child-2"), research, "reader", 3, "Read the book"),
            running(new SessionId("child-3"), Script.SESSION, "writer", 1, "Write it down"),
            running(new SessionId(TAXES), null, "default", 1, "elsewhere")));
  }

  private static RunningInfo running(
      SessionId session, @Nullable SessionId parent, String agent, int seconds, String prompt) {
    return new RunningInfo(
        session,
        parent,
        agent,
        new TurnId("turn-" + prompt.length()),
        TurnState.RUNNING,
        Script.NOW.minusSeconds(seconds),
        prompt);
  }

  /** An edit of a file, which is asked about. */
  static ApprovalEvent.Requested question() {
    ObjectNode arguments = Json.mapper().createObjectNode().put("path", "/shared/garden.md");
    ArrayNode edits = arguments.putArray("edits");
    edits
        .addObject()
        .put("old_text", "# Garden\n\nTulips: 10 cm\nRoses: 50 cm")
        .put("new_text", "# Garden\n\nTulips: 15 cm\nLilies: 20 cm\nRoses: 50 cm");
    edits.addObject().put("old_text", "draft").put("new_text", "").put("replace_all", true);
    return new ApprovalEvent.Requested(
        "a1",
        "c9",
        "file_edit",
        arguments,
        SafetyTier.SIDE_EFFECTING,
        "It changes a file, and this session asks about every change.",
        Script.NOW.plusSeconds(3600));
  }
}
