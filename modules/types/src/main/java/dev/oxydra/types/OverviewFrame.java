package dev.oxydra.types;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code overview}: the answers to an {@link OverviewRequest}. */
public sealed interface OverviewFrame extends ServerFrame {

  /**
   * What models were used for.
   *
   * @param days an item for each day in UTC and each model that was used on it, in this order
   */
  record UsageReport(String requestId, List<UsageOfDay> days) implements OverviewFrame {
    public UsageReport {
      Objects.requireNonNull(requestId, "request_id");
      days = List.copyOf(days);
    }
  }

  /**
   * What a model was used for on a day.
   *
   * @param day in UTC
   * @param calls how many calls of the model
   * @param inputTokens what it was sent, what it had cached included
   * @param costUsd of those calls whose cost is known; null where none's is
   */
  record UsageOfDay(
      LocalDate day,
      String provider,
      String model,
      long calls,
      long inputTokens,
      long cachedInputTokens,
      long outputTokens,
      @Nullable BigDecimal costUsd) {
    public UsageOfDay {
      Objects.requireNonNull(day, "day");
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(model, "model");
    }
  }

  /** The agents, the default one first. */
  record AgentList(String requestId, List<AgentInfo> agents) implements OverviewFrame {
    public AgentList {
      Objects.requireNonNull(requestId, "request_id");
      agents = List.copyOf(agents);
    }
  }

  /**
   * An agent.
   *
   * @param model who answers, as {@code provider/model}
   * @param description what it is good for; null where nobody says
   * @param tools patterns of the tools that it may use
   */
  record AgentInfo(String name, String model, @Nullable String description, List<String> tools) {
    public AgentInfo {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(model, "model");
      tools = List.copyOf(tools);
    }
  }

  /** The models, those of agents first, then the catalogue's in the order of the alphabet. */
  record ModelList(String requestId, List<ModelChoice> models) implements OverviewFrame {
    public ModelList {
      Objects.requireNonNull(requestId, "request_id");
      models = List.copyOf(models);
    }
  }

  /**
   * A model that turns may ask for.
   *
   * @param provider as the operator calls it
   * @param name what people call it; null where that is not known
   * @param contextLimit in tokens; null where that is not known
   * @param inputUsd of a million tokens; null where that is not known
   * @param outputUsd of a million tokens; null where that is not known
   * @param deprecated whether it may retire any day
   */
  record ModelChoice(
      String provider,
      String model,
      @Nullable String name,
      @Nullable Long contextLimit,
      @Nullable BigDecimal inputUsd,
      @Nullable BigDecimal outputUsd,
      boolean deprecated) {
    public ModelChoice {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(model, "model");
    }
  }

  /** The skills, by their names. */
  record SkillList(String requestId, List<SkillInfo> skills) implements OverviewFrame {
    public SkillList {
      Objects.requireNonNull(requestId, "request_id");
      skills = List.copyOf(skills);
    }
  }

  /**
   * A skill.
   *
   * @param requires the tools without which agents are not told of it
   */
  record SkillInfo(
      String name, String description, Skill.Activation activation, List<String> requires) {
    public SkillInfo {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(activation, "activation");
      requires = List.copyOf(requires);
    }
  }

  /** The turns that run or wait, the oldest first. */
  record RunningList(String requestId, List<RunningInfo> turns) implements OverviewFrame {
    public RunningList {
      Objects.requireNonNull(requestId, "request_id");
      turns = List.copyOf(turns);
    }
  }

  /**
   * A turn that runs or waits.
   *
   * @param parentSessionId the session whose agent asked for it; null where a user or a schedule
   *     did
   * @param state {@code running}, or another one while it waits
   * @param since when it was submitted
   * @param prompt how it begins, of what its agent was told
   */
  record RunningInfo(
      SessionId sessionId,
      @Nullable SessionId parentSessionId,
      String agentName,
      TurnId turnId,
      TurnState state,
      Instant since,
      String prompt) {
    public RunningInfo {
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(agentName, "agent_name");
      Objects.requireNonNull(turnId, "turn_id");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(since, "since");
      Objects.requireNonNull(prompt, "prompt");
    }
  }

  /** The schedules, the next one due first; also the answer to a change of one. */
  record ScheduleList(String requestId, List<ScheduleInfo> schedules) implements OverviewFrame {
    public ScheduleList {
      Objects.requireNonNull(requestId, "request_id");
      schedules = List.copyOf(schedules);
    }
  }

  /**
   * A schedule.
   *
   * @param when a time, an ISO 8601 duration, or a cron expression
   * @param timeZone of a cron expression; null for others
   * @param next when it is due; null for never again
   * @param reason why it doesn't run; empty for nothing to say
   */
  record ScheduleInfo(
      String scheduleId,
      @Nullable String name,
      String when,
      @Nullable String timeZone,
      String prompt,
      Scheduler.Notify notification,
      @Nullable Instant next,
      boolean enabled,
      String reason) {
    public ScheduleInfo {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(when, "when");
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(notification, "notification");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
