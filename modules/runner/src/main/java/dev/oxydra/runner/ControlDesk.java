package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.UserId;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what control requests ask for; changes to one user's guest one after the other. */
final class ControlDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ControlDesk.class);

  private final DaemonFiles files;
  private final GuestPlanner planner;
  private final GuestLauncher launcher;
  private final DaemonGuests guests;
  private final Adoption adoption;
  private final Upkeep upkeep;

  ControlDesk(
      DaemonFiles files,
      GuestPlanner planner,
      GuestLauncher launcher,
      DaemonGuests guests,
      Adoption adoption,
      Upkeep upkeep) {
    this.files = files;
    this.planner = planner;
    this.launcher = launcher;
    this.guests = guests;
    this.adoption = adoption;
    this.upkeep = upkeep;
  }

  /** Answers one request. */
  ControlReply handle(ControlRequest request) {
    if (request.version() != ControlRequest.VERSION) {
      return reply(
          request,
          Outcome.FAILED,
          "The daemon speaks version %d of the control protocol, not %d. Stop it with the runner that started it."
              .formatted(ControlRequest.VERSION, request.version()));
    }
    try {
      return switch (request.action()) {
        case STATUS ->
            reply(
                request,
                Outcome.DONE,
                "",
                GuestReports.added(guests.statuses(request.user()), GuestReports.PATIENCE));
        case FIND -> reply(request, Outcome.DONE, "", guests.found(request.user()));
        case START, STOP, RESTART, RELOAD, MAINTAIN -> change(request);
      };
    } catch (RunnerException e) {
      Outcome outcome = e.kind() == Kind.CONFIGURATION ? Outcome.BAD_CONFIGURATION : Outcome.FAILED;
      return reply(request, outcome, String.valueOf(e.getMessage()));
    } catch (IsolationException e) {
      return reply(request, Outcome.FAILED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return reply(request, Outcome.ENDING, "The daemon is ending.");
    } catch (RuntimeException e) {
      LOG.error("A request to {} failed", request.action(), e);
      return reply(
          request,
          Outcome.FAILED,
          "The daemon failed, and its log says where, %s: %s".formatted(files.log(), e),
          List.of());
    }
  }

  private ControlReply change(ControlRequest request) throws InterruptedException {
    if (!guests.begin()) {
      return reply(request, Outcome.ENDING, "The daemon is ending.");
    }
    UserId user = request.user();
    try {
      if (user == null) {
        return forAll(request);
      }
      if (request.action() == Action.STOP) {
        interrupt(user);
      }
      synchronized (guests.turn(user)) {
        return switch (request.action()) {
          case START, STATUS, FIND -> start(request, user);
          case STOP -> stop(request, user);
          case RESTART -> restart(request, user);
          case RELOAD -> reload(request, user);
          case MAINTAIN -> maintain(request, user);
        };
      }
    } finally {
      guests.finish();
    }
  }

  private ControlReply forAll(ControlRequest request) throws InterruptedException {
    return switch (request.action()) {
      case STOP -> stopAll(request);
      case MAINTAIN -> reply(request, Outcome.FAILED, "Name the user whose guest it is.");
      case RELOAD -> forEach(request, guests.users());
      case START, RESTART, STATUS, FIND -> {
        Set<UserId> users = EveryUser.configured(files);
        users.addAll(guests.users());
        yield forEach(request, users);
      }
    };
  }

  private ControlReply forEach(ControlRequest request, Set<UserId> users)
      throws InterruptedException {
    List<ControlReply> replies = EveryUser.each(users, user -> handle(request.of(user)));
    return replies.isEmpty()
        ? reply(request, Outcome.UNCHANGED, "There is no guest, and no user in users/.")
        : reply(request, EveryUser.outcome(replies), EveryUser.message(replies));
  }

  private ControlReply reload(ControlRequest request, UserId user) {
    if (!(guests.get(user) instanceof SupervisedGuest guest) || guest.isOver()) {
      return reply(request, Outcome.UNCHANGED, "The guest of " + user + " doesn't run.");
    }
    return reply(
        request, Outcome.DONE, guest.reload(plan(request, user)).told("The guest of " + user));
  }

  private ControlReply start(ControlRequest request, UserId user) throws InterruptedException {
    adoption.bringKeys(request);
    DaemonGuest present = guests.get(user);
    if (present == null || present.isOver()) {
      return launch(request, plan(request, user));
    }
    if (present instanceof LeftGuest left) {
      guests.put(user, adoption.adopt(user, left.processes(), request.environment()));
      return reply(request, Outcome.DONE, "The guest of " + user + " is supervised again.");
    }
    return reply(request, Outcome.UNCHANGED, "The guest of " + user + " runs already.");
  }

  private GuestPlan plan(ControlRequest request, UserId user) {
    return planner.plan(user, request.insecure(), request.environment(), request.variables());
  }

  /** Starts what was planned, in place of what there is. */
  private ControlReply launch(ControlRequest request, GuestPlan plan) throws InterruptedException {
    UserId user = plan.user();
    boolean _ = guests.remove(user);
    plan.workspace().create();
    plan.workspace().checkRoom();
    adoption.clean(plan.tier());
    SupervisedGuest guest = SupervisedGuest.start(plan, launcher, files);
    guests.put(user, guest);
    String failure = guest.awaitFirst();
    return failure.isEmpty()
        ? reply(request, Outcome.DONE, "The guest of " + user + " is ready.")
        : reply(request, Outcome.FAILED, "The guest of " + user + " did not start: " + failure);
  }

  /** Ends a start that goes on, whose turn it is: a stop does not wait until it is ready. */
  private void interrupt(UserId user) {
    DaemonGuest guest = guests.get(user);
    if (guest != null) {
      guest.close();
    }
  }

  private ControlReply restart(ControlRequest request, UserId user) throws InterruptedException {
    adoption.bringKeys(request);
    // Before the old one is stopped: a wrong configuration must not cost a guest that runs.
    return launch(request, plan(request, user));
  }

  private ControlReply stop(ControlRequest request, UserId user) {
    return guests.remove(user)
        ? reply(request, Outcome.DONE, "The guest of " + user + " is stopped.")
        : reply(request, Outcome.UNCHANGED, "The guest of " + user + " doesn't run.");
  }

  private ControlReply maintain(ControlRequest request, UserId user) throws InterruptedException {
    MaintenanceRequest wanted = request.maintenance();
    if (wanted == null) {
      return reply(request, Outcome.FAILED, "Say what is to be done with the journal.");
    }
    DaemonGuest guest = guests.get(user);
    GuestPlan plan = plan(request, user);
    if (guest instanceof SupervisedGuest supervised) {
      plan = plan.with(supervised.variables());
    }
    if (wanted.operation() == Maintenance.Operation.RESTORE) {
      return restore(request, plan, wanted);
    }
    Maintenance.Report report =
        guest != null && !guest.isOver()
            ? upkeep.ask(plan, guest.status(), wanted)
            : upkeep.run(plan, wanted);
    return reply(request, Outcome.DONE, "").with(report);
  }

  /** The guest comes back, with one journal or the other. */
  private ControlReply restore(ControlRequest request, GuestPlan plan, MaintenanceRequest wanted)
      throws InterruptedException {
    boolean supervised = guests.remove(plan.user());
    boolean ran = upkeep.stopLeft(plan) || supervised;
    Maintenance.Report report;
    try {
      report = upkeep.run(plan, wanted);
    } catch (RunnerException | IsolationException e) {
      if (ran) {
        ControlReply _ = back(request, plan);
      }
      throw e;
    }
    return (ran ? back(request, plan) : reply(request, Outcome.DONE, "")).with(report);
  }

  /** Whatever becomes of the guest, there is a report of its journal. */
  private ControlReply back(ControlRequest request, GuestPlan plan) throws InterruptedException {
    try {
      return launch(request, plan);
    } catch (RunnerException | IsolationException e) {
      return reply(request, Outcome.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private ControlReply stopAll(ControlRequest request) {
    return guests.removeAll()
        ? reply(request, Outcome.DONE, "All guests are stopped.")
        : reply(request, Outcome.UNCHANGED, "No guest runs.");
  }

  /** Whether the daemon ends with this request, which may be counted as over already. */
  private boolean ends(Action action) {
    return switch (action) {
      case STOP, MAINTAIN -> guests.endWithThisChange();
      case STATUS, FIND, START, RESTART, RELOAD -> false;
    };
  }

  private ControlReply reply(ControlRequest request, Outcome outcome, String message) {
    return reply(request, outcome, message, guests.statuses(request.user()));
  }

  private ControlReply reply(
      ControlRequest request, Outcome outcome, String message, List<GuestStatus> about) {
    return new ControlReply(
        request.id(),
        ControlRequest.VERSION,
        outcome,
        message,
        ends(request.action()),
        ProcessHandle.current().pid(),
        about,
        null);
  }
}
