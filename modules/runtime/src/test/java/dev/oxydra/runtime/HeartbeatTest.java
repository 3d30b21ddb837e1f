package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<TurnUpdate> shown = new CopyOnWriteArrayList<>();

  private static Progress progress(String tool) {
    return new Progress(Progress.Kind.TOOL_EXECUTION, List.of(tool), 0, "Running " + tool, 1, 2);
  }

  private Progress last() {
    return (Progress) shown.getLast();
  }

  @Test
  void whatRunsIsToldWhileItRuns() {
    try (Heartbeat heartbeat = new Heartbeat(shown::add, Duration.ofMillis(50))) {
      heartbeat.running(progress("one"));
      Await.until("two beats", LONG, () -> shown.size() >= 2);
      assertEquals(Progress.Kind.TOOL_HEARTBEAT, last().kind());
      assertEquals("Running one", last().message());
      heartbeat.running(progress("two"));
      Await.until("a beat of the next", LONG, () -> last().message().equals("Running two"));
      heartbeat.pause();
      int before = shown.size();
      try (Heartbeat other = new Heartbeat(shown::add, Duration.ofMillis(50))) {
        other.running(progress("three"));
        Await.until("beats of another", LONG, () -> shown.size() >= before + 3);
      }
      assertTrue(
          shown.subList(before, shown.size()).stream()
              .allMatch(each -> ((Progress) each).message().equals("Running three")),
          shown::toString);
    }
  }
}
