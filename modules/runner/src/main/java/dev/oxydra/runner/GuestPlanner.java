package dev.oxydra.runner;

import dev.oxydra.types.UserId;
import java.util.Map;

/** Decides how a user's guest is to be. */
@FunctionalInterface
interface GuestPlanner {
  /**
   * Decides, and changes nothing.
   *
   * @param insecure whether to do without isolation where it can't be had
   * @param environment variables of whoever asks for the guest
   * @throws RunnerException when the configuration or the host doesn't let it be
   */
  GuestPlan plan(UserId user, boolean insecure, Map<String, String> environment);

  /**
   * The same.
   *
   * @param variables what {@code --env} hands to the guest
   */
  default GuestPlan plan(
      UserId user,
      boolean insecure,
      Map<String, String> environment,
      Map<String, String> variables) {
    return plan(user, insecure, environment);
  }
}
