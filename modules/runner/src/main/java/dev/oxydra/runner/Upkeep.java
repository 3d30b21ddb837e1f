package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks after users' journals: a guest that runs is asked at its gateway, for one that doesn't a
 * guest is started that does nothing else. Closing it stops those.
 */
final class Upkeep implements AutoCloseable {
  /** Reading a journal of many gigabytes takes a while. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final Duration POLL = Duration.ofMillis(10);
  private static final int LONGEST_REPORT = 1 << 20;
  private static final int LONGEST_LINE = 300;
  private static final int LAST_LINES = 5;

  private final DaemonFiles files;
  private final GuestLauncher launcher;
  private final Duration patience;
  private final Set<ProcessSlot> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param patience how long anything may take
   */
  Upkeep(DaemonFiles files, GuestLauncher launcher, Duration patience) {
    this.files = files;
    this.launcher = launcher;
    this.patience = patience;
  }

  /**
   * Asks a guest that is supervised.
   *
   * @throws RunnerException when it can't, or doesn't answer as it should
   */
  Report ask(GuestPlan plan, GuestStatus guest, MaintenanceRequest request)
      throws InterruptedException {
    if (guest.state() != State.RUNNING) {
      throw failed(plan.user(), "the guest is being restarted. Try again, or stop it first");
    }
    if (!guest.socket().equals(plan.workspace().gatewaySocket().toString())) {
      throw failed(
          plan.user(),
          "the guest runs in another workspace than the configuration says. Run: runner restart");
    }
    return ask(plan, request);
  }

  /** Does it while no guest is supervised; one that a killed daemon left is asked. */
  Report run(GuestPlan plan, MaintenanceRequest request) throws InterruptedException {
    if (left(plan).filter(GuestProcesses::isRunning).isPresent()) {
      return ask(plan, request);
    }
    plan.workspace().create();
    WorkspaceSchema.CURRENT.check(plan.workspace());
    try (WorkspaceLock _ = WorkspaceLock.take(plan.workspace(), files, plan.user())) {
      return runAlone(plan, request);
    }
  }

  private Report runAlone(GuestPlan plan, MaintenanceRequest request) throws InterruptedException {
    Path output = plan.workspace().logs().resolve(GuestLauncher.MAINTENANCE + ".json");
    try (ProcessSlot slot = new ProcessSlot(plan.limits().stopTimeout())) {
      running.add(slot);
      if (closed) {
        throw failed(plan.user(), "the daemon is ending");
      }
      return await(plan, slot, launcher.launchMaintenance(plan, request, output), output);
    } catch (IOException e) {
      throw failed(plan.user(), text(e), e);
    } finally {
      running.removeIf(ProcessSlot::isClosed);
      GuestLauncher.removeFile(output);
      GuestLauncher.removeFile(files.processes(plan.user()));
    }
  }

  /** Ends a guest that a killed daemon left; whether there was one. */
  boolean stopLeft(GuestPlan plan) {
    Optional<GuestProcesses> left = left(plan).filter(GuestProcesses::isRunning);
    left.ifPresent(processes -> processes.stop(plan.limits().stopTimeout()));
    return left.isPresent();
  }

  private Optional<GuestProcesses> left(GuestPlan plan) {
    try {
      return GuestProcesses.read(files.processes(plan.user()));
    } catch (IOException e) {
      throw failed(plan.user(), text(e), e);
    }
  }

  private Report await(GuestPlan plan, ProcessSlot slot, Launched launched, Path output)
      throws IOException, InterruptedException {
    slot.put(launched);
    GuestProcesses.ofMaintenance(launched, plan.workspace()).write(files.processes(plan.user()));
    long begun = System.nanoTime();
    while (launched.isAlive() && !slot.closedWithin(POLL)) {
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw failed(plan.user(), "it took longer than " + patience.toSeconds() + " s");
      }
    }
    int code = launched.waitFor().code();
    byte[] report = report(output);
    if (code > 1 || report.length == 0) {
      throw failed(plan.user(), "it ended with exit code " + code + last(plan.workspace()));
    }
    return onHost(plan, JournalReport.read(report));
  }

  /** With the paths of the host in place of those that the guest sees. */
  private static Report onHost(GuestPlan plan, Report report) {
    Path internal = plan.workspace().internal();
    String inside = plan.tier().pathOf(Mount.readWrite(internal, GuestLauncher.INTERNAL)) + "/";
    return new Report(
        report.problems().stream().map(text -> text.replace(inside, internal + "/")).toList(),
        report.schemaVersion(),
        report.events(),
        report.sessions(),
        report.lastSeq(),
        report.bytes(),
        report.file());
  }

  /** The last line that was written. */
  private static byte[] report(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      List<String> lines =
          new String(in.readNBytes(LONGEST_REPORT), StandardCharsets.UTF_8)
              .strip()
              .lines()
              .toList();
      return lines.isEmpty() ? new byte[0] : lines.getLast().getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String last(Workspace workspace) {
    Path log = workspace.log(GuestLauncher.MAINTENANCE);
    List<String> lines =
        LogTail.of(log, LAST_LINES).stream()
            .map(line -> "\n| " + Printable.of(line, LONGEST_LINE))
            .toList();
    return lines.isEmpty() ? "" : "; " + log + " ends with:" + String.join("", lines);
  }

  private Report ask(GuestPlan plan, MaintenanceRequest request) throws InterruptedException {
    FutureTask<Report> asking = new FutureTask<>(() -> post(plan, request));
    Thread.ofVirtual().name("maintenance").start(asking);
    try {
      return asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed(
          plan.user(),
          "the guest did not answer within " + patience.toSeconds() + " s. See: runner logs",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RunnerException known) {
        throw known;
      }
      throw failed(
          plan.user(),
          "the guest did not answer as it should: "
              + text(Objects.requireNonNullElse(e.getCause(), e)),
          e);
    } finally {
      asking.cancel(true); // Closes its connection.
    }
  }

  private static Report post(GuestPlan plan, MaintenanceRequest request) throws IOException {
    Workspace workspace = plan.workspace();
    String operation = request.operation().name().toLowerCase(Locale.ROOT);
    String body = request.file() == null ? "" : Json.write(Map.of("file", request.file()));
    GatewayCall.Answer answer =
        new GatewayCall(workspace.gatewaySocket(), workspace.tokenFile())
            .post("/maintenance/" + operation, body);
    if (answer.status() != 200) {
      String said = new String(answer.body(), StandardCharsets.UTF_8);
      throw failed(
          plan.user(),
          "the guest refused it with status "
              + answer.status()
              + ": "
              + Printable.of(said, LONGEST_LINE));
    }
    return onHost(plan, JournalReport.read(answer.body()));
  }

  private static String text(Throwable cause) {
    return Printable.of(String.valueOf(cause.getMessage()), LONGEST_LINE);
  }

  private static RunnerException failed(UserId user, String why) {
    return new RunnerException(Kind.JOURNAL, message(user, why));
  }

  private static RunnerException failed(UserId user, String why, Throwable cause) {
    return new RunnerException(Kind.JOURNAL, message(user, why), cause);
  }

  private static String message(UserId user, String why) {
    return "The journal of " + user + " could not be looked after: " + why + ".";
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(ProcessSlot::close);
  }
}
