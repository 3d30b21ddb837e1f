package dev.oxydra.gateway;

import dev.oxydra.types.Scheduler;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schedules that are only kept, and never due. */
final class FakeScheduler implements Scheduler {
  static final Instant NEXT = Instant.parse("2030-01-02T03:04:05Z");

  private final Map<String, Schedule> schedules = new LinkedHashMap<>();
  private int runs;

  @Override
  public synchronized Schedule create(SessionId session, Plan plan) {
    Schedule made = new Schedule("schedule-" + schedules.size(), plan, NEXT, true, "");
    schedules.put(made.id(), made);
    return made;
  }

  @Override
  public synchronized List<Schedule> search(String words, int limit) {
    return schedules.values().stream().limit(limit).toList();
  }

  @Override
  public synchronized Schedule edit(String scheduleId, Change change) {
    Schedule old = require(scheduleId);
    boolean enabled = change.enabled() == null ? old.enabled() : change.enabled();
    Schedule edited =
        new Schedule(scheduleId, old.plan(), enabled ? NEXT : null, enabled, old.reason());
    schedules.put(scheduleId, edited);
    return edited;
  }

  @Override
  public synchronized void delete(String scheduleId) {
    schedules.remove(require(scheduleId).id());
  }

  @Override
  public synchronized List<Run> runs(String scheduleId, int limit) {
    require(scheduleId);
    return List.of();
  }

  @Override
  public synchronized Run runNow(String scheduleId) {
    runs++;
    return new Run(require(scheduleId).id() + ".now", NEXT, "running", "");
  }

  @Override
  public String output(String runId) {
    return "";
  }

  /** How many were asked for. */
  synchronized int runs() {
    return runs;
  }

  private Schedule require(String id) {
    Schedule schedule = schedules.get(id);
    if (schedule == null) {
      throw new ToolException("There is no schedule '%s'".formatted(id));
    }
    return schedule;
  }
}
