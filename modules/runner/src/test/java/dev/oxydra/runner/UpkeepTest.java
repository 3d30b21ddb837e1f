package dev.oxydra.runner;

import static dev.oxydra.runner.DaemonFixture.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.MaintenanceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests that are started for their journal alone, in the process tier. */
@RequiresTool("bwrap")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UpkeepTest {
  private static final MaintenanceRequest CHECK = new MaintenanceRequest(Operation.CHECK, null);

  @Test
  void aGuestThatHangsIsEndedInTheEnd() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture();
        Upkeep upkeep = upkeep(fixture, Duration.ofSeconds(3))) {
      GuestPlan plan = hanging(fixture);
      RunnerException failure = assertThrows(RunnerException.class, () -> upkeep.run(plan, CHECK));
      assertTrue(failure.getMessage().contains("longer than 3 s"), failure.getMessage());
      assertNothingIsLeft(fixture);
    }
  }

  @Test
  void closingEndsIt() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      Upkeep upkeep = upkeep(fixture, Duration.ofHours(1));
      GuestPlan plan = hanging(fixture);
      FutureTask<Maintenance.Report> running = new FutureTask<>(() -> upkeep.run(plan, CHECK));
      Thread.ofVirtual().start(running);
      ProcessHandle process =
          Await.value(
              "its process",
              DaemonFixture.PATIENCE,
              () -> {
                Optional<GuestProcesses> noted =
                    GuestProcesses.read(fixture.files.processes(ALICE));
                return noted
                    .flatMap(processes -> GuestProcesses.process(processes.guest()))
                    .orElse(null);
              });
      upkeep.close();
      ExecutionException failure = assertThrows(ExecutionException.class, running::get);
      assertTrue(failure.getCause() instanceof RunnerException, failure::toString);
      assertFalse(process.isAlive());
      assertNothingIsLeft(fixture);
      assertThrows(RunnerException.class, () -> upkeep.run(plan, CHECK), "it stays closed");
    }
  }

  @Test
  void itSeesTheJournalAndNothingElseOfTheUsers() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture();
        Upkeep upkeep = upkeep(fixture, DaemonFixture.PATIENCE)) {
      GuestPlan plan = plan(fixture);
      Files.writeString(plan.workspace().internal().resolve("behaviour"), FakeJournal.LOOKS);
      Maintenance.Report report = upkeep.run(plan, CHECK);
      assertEquals("/shared /vault /ipc", String.join(" ", report.problems()));
    }
  }

  private static Upkeep upkeep(DaemonFixture fixture, Duration patience) {
    return new Upkeep(fixture.files, fixture.launcher(), patience);
  }

  private static GuestPlan hanging(DaemonFixture fixture) throws IOException {
    GuestPlan plan = plan(fixture);
    Files.writeString(plan.workspace().internal().resolve("behaviour"), FakeJournal.HANGS);
    return plan;
  }

  private static GuestPlan plan(DaemonFixture fixture) throws IOException {
    fixture.files.makeRun();
    GuestPlan plan = fixture.plan(ALICE, false, Map.of());
    plan.workspace().create();
    FakeJournal.in(plan.workspace().internal()).make();
    return plan;
  }

  private static void assertNothingIsLeft(DaemonFixture fixture) throws IOException {
    assertFalse(Files.exists(fixture.files.processes(ALICE)));
    assertFalse(Files.exists(fixture.workspace(ALICE).logs().resolve("maintenance.json")));
  }
}
