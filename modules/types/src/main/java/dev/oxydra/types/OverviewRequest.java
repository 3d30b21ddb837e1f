package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Feature {@code overview}: what a client may ask about what there is to choose from, what runs,
 * and what was used.
 */
public sealed interface OverviewRequest extends ClientFrame {

  /**
   * What models were used for, in all sessions.
   *
   * @param days how many, back from today in UTC, 1 to 366; null for 30
   */
  record GetUsage(String requestId, @Nullable Integer days) implements OverviewRequest {
    public GetUsage {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** The agents that sessions may have. */
  record ListAgents(String requestId) implements OverviewRequest {
    public ListAgents {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** The models that turns may ask for. */
  record ListModels(String requestId) implements OverviewRequest {
    public ListModels {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** The skills that the operator gives agents. */
  record ListSkills(String requestId) implements OverviewRequest {
    public ListSkills {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** The turns that run or wait, in all sessions: those of agents that others asked, too. */
  record ListRunning(String requestId) implements OverviewRequest {
    public ListRunning {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** The schedules. */
  record ListSchedules(String requestId) implements OverviewRequest {
    public ListSchedules {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** Does something with a schedule; the answer is the list of them. */
  record ChangeSchedule(String requestId, String scheduleId, ScheduleAction action)
      implements OverviewRequest {
    public ChangeSchedule {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(action, "action");
    }
  }

  /** What can be done with a schedule. */
  enum ScheduleAction {
    /** It isn't run any more when it is due. */
    @JsonProperty("pause")
    PAUSE,
    /** It is again. */
    @JsonProperty("resume")
    RESUME,
    /** It is run now, whenever it is due. */
    @JsonProperty("run")
    RUN,
    @JsonProperty("delete")
    DELETE
  }
}
