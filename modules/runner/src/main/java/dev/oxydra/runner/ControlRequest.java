package dev.oxydra.runner;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.UserId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks the daemon, over its control socket.
 *
 * @param id chosen by the asker, echoed in the reply
 * @param version of this protocol; the daemon refuses another one than its own
 * @param action what to do
 * @param user whose guest; null for all of them
 * @param insecure where a guest may be started: whether to do without isolation where it can't be
 *     had
 * @param environment where a guest may be started: variables of the asker that configuration and
 *     provider keys come from. They are kept in memory only.
 * @param maintenance for {@link Action#MAINTAIN}: what is to be done
 */
record ControlRequest(
    long id,
    int version,
    Action action,
    @Nullable UserId user,
    boolean insecure,
    Map<String, String> environment,
    @Nullable MaintenanceRequest maintenance) {
  static final int VERSION = 1;

  ControlRequest {
    Objects.requireNonNull(action, "action");
    environment = Map.copyOf(environment);
  }

  static ControlRequest of(Action action, @Nullable UserId user) {
    return new ControlRequest(1, VERSION, action, user, false, Map.of(), null);
  }

  /** Without the environment, which may hold keys. */
  @Override
  public String toString() {
    return "ControlRequest[" + id + ", " + action + ", " + user + "]";
  }

  /** What the daemon can be asked to do. */
  enum Action {
    @JsonProperty("status")
    STATUS,
    @JsonProperty("start")
    START,
    @JsonProperty("stop")
    STOP,
    @JsonProperty("restart")
    RESTART,
    /** Look after the journal, whether the guest runs or not. */
    @JsonProperty("maintain")
    MAINTAIN
  }
}
