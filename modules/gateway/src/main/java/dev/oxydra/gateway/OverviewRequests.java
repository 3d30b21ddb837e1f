package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.OverviewFrame.RunningInfo;
import dev.oxydra.types.OverviewRequest;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnState;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers what a client asks about what there is to choose from, what runs, what was used. */
record OverviewRequests(SessionHub hub, ScheduleDesk schedules, Background background) {
  private static final int DAYS = 30;
  private static final int MAX_DAYS = 366;

  /** How much is shown of a prompt, in characters. */
  private static final int PROMPT = 200;

  /** Has it answered. */
  void handle(OverviewRequest request) {
    background.start(request.requestId(), Code.SCHEDULE_FAILED, () -> answer(request));
  }

  private ServerFrame answer(OverviewRequest request) {
    String id = request.requestId();
    return switch (request) {
      case OverviewRequest.GetUsage asked -> usage(asked);
      case OverviewRequest.ListAgents asked ->
          new OverviewFrame.AgentList(id, hub.runner().choices().agents());
      case OverviewRequest.ListModels asked ->
          new OverviewFrame.ModelList(id, hub.runner().choices().models());
      case OverviewRequest.ListSkills asked ->
          new OverviewFrame.SkillList(id, hub.runner().choices().skills());
      case OverviewRequest.ListRunning asked -> new OverviewFrame.RunningList(id, running());
      case OverviewRequest.ListSchedules asked ->
          new OverviewFrame.ScheduleList(id, schedules.list());
      case OverviewRequest.ChangeSchedule change -> {
        schedules.change(change.scheduleId(), change.action());
        yield new OverviewFrame.ScheduleList(id, schedules.list());
      }
    };
  }

  private ServerFrame usage(OverviewRequest.GetUsage asked) {
    int days = Objects.requireNonNullElse(asked.days(), DAYS);
    if (days < 1 || days > MAX_DAYS) {
      throw new GatewayException(
          Code.INVALID_FIELD,
          "Invalid field 'payload.days': 1 to %d, not %d".formatted(MAX_DAYS, days));
    }
    LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(days - 1L);
    return new OverviewFrame.UsageReport(
        asked.requestId(), DailyUsage.since(first, hub.journal().projections().usage(null)));
  }

  /** The journal says what they are about; whether they run, only the hub knows. */
  private List<RunningInfo> running() {
    return hub.journal().projections().queue().stream().flatMap(this::running).toList();
  }

  private Stream<RunningInfo> running(QueuedTurn queued) {
    SessionId session = queued.submitted().sessionId();
    ActiveTurn turn =
        hub.lines().find(session, Objects.requireNonNull(queued.submitted().turnId(), "turn_id"));
    if (turn == null || turn.ended) {
      return Stream.empty();
    }
    return Stream.of(
        new RunningInfo(
            session,
            parent(session),
            turn.agent(),
            turn.id(),
            hub.lines().isRunning(turn) ? TurnState.RUNNING : TurnState.WAITING,
            queued.submitted().ts(),
            ToolFrames.beginning(queued.prompt(), PROMPT)));
  }

  private @Nullable SessionId parent(SessionId session) {
    return hub.journal().created(session).map(EventPayload.SessionCreated::parent).orElse(null);
  }
}
