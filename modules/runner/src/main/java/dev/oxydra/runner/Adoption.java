package dev.oxydra.runner;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the guests that an earlier daemon left, and brings them what went with it. */
final class Adoption {
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final DaemonFiles files;
  private final GuestPlanner planner;
  private final GuestLauncher launcher;
  private final DaemonGuests guests;
  private final Set<String> cleanTiers = new HashSet<>();

  /**
   * @param guests the daemon's; takes those that are found
   */
  Adoption(DaemonFiles files, GuestPlanner planner, GuestLauncher launcher, DaemonGuests guests) {
    this.files = files;
    this.planner = planner;
    this.launcher = launcher;
    this.guests = guests;
  }

  /** Before the first request is taken: nobody else changes guests. */
  void adoptLeft() {
    GuestProcesses.left(files).forEach((name, left) -> adoptOrLeave(new UserId(name), left));
  }

  private void adoptOrLeave(UserId user, GuestProcesses left) {
    if (left.maintenance()) {
      left.stop(GRACE); // Nobody waits for its report any more.
      GuestLauncher.removeFile(files.processes(user));
      return;
    }
    try {
      guests.put(user, adopt(user, left, Map.of()));
      LOG.info("Took over the guest of {}", user);
    } catch (RunnerException | IsolationException e) {
      LOG.warn("The guest of {} is left as it is: {}", user, e.getMessage());
      String why = String.valueOf(e.getMessage());
      guests.put(user, new LeftGuest(user, left, files.processes(user), why));
    }
  }

  /**
   * Plans a guest anew and takes it over.
   *
   * @param environment variables of whoever asks for it
   * @throws RunnerException when that can't be; the guest runs on
   * @throws IsolationException the same
   */
  SupervisedGuest adopt(UserId user, GuestProcesses left, Map<String, String> environment) {
    GuestPlan plan =
        planner.plan(user, left.insecure(), withAwaited(left.variables(), environment));
    clean(plan.tier());
    return SupervisedGuest.adopt(plan, launcher, files, left);
  }

  /** Keys that nobody has brought are planned with, so that the same model answers. */
  private static Map<String, String> withAwaited(
      Set<String> variables, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    for (String variable : variables) {
      if (all.getOrDefault(variable, "").isBlank()) {
        all.put(variable, ApiKey.TO_COME);
      }
    }
    return all;
  }

  /**
   * Removes what is left of ended programs, once for each tier and before the first program is
   * launched in it; whoever comes second waits.
   */
  void clean(IsolationTier tier) {
    synchronized (cleanTiers) {
      if (cleanTiers.add(tier.name())) {
        List<Trace> kept = new ArrayList<>();
        GuestProcesses.left(files).values().forEach(left -> kept.addAll(left.traces()));
        tier.removeLeftovers(files.installation(), files.run(), kept);
      }
    }
  }

  /**
   * Guests that were taken over wait for the keys that went with the daemon that had them. Whoever
   * starts any guest brings them, as all are the same person's; of another user's guest nothing but
   * the keys is taken.
   */
  void bringKeys(ControlRequest request) {
    for (DaemonGuest guest : guests.all()) {
      if (guest instanceof SupervisedGuest adopted && !adopted.awaitedKeys().isEmpty()) {
        bringKeys(adopted.user(), adopted, request);
      }
    }
  }

  private void bringKeys(UserId user, SupervisedGuest adopted, ControlRequest request) {
    Set<String> awaited = adopted.awaitedKeys();
    Map<String, String> environment = new HashMap<>(request.environment());
    if (!user.equals(request.user())) {
      environment.keySet().retainAll(awaited);
    }
    try {
      boolean insecure = adopted.isInsecure();
      adopted.refresh(planner.plan(user, insecure, withAwaited(awaited, environment)));
    } catch (RunnerException | IsolationException e) {
      LOG.warn("The guest of {} goes on with its former plan: {}", user, e.getMessage());
    }
  }
}
