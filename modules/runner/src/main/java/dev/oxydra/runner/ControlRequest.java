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
 * @param user whose guest; null for those of all users
 * @param insecure where a guest may be started: whether to do without isolation where it can't be
 *     had
 * @param environment where a guest may be started: variables of the asker that configuration and
 *     provider keys come from. They are kept in memory only.
 * @param variables where a guest may be started: what {@code --env} hands to it, see {@link
 *     PassedVariables}. They are kept in memory only.
 * @param maintenance for {@link Action#MAINTAIN}: what is to be done
 */
record ControlRequest(
    long id,
    int version,
    Action action,
    @Nullable UserId user,
    boolean insecure,
    Map<String, String> environment,
    Map<String, String> variables,
    @Nullable MaintenanceRequest maintenance) {
  static final int VERSION = 3;

  ControlRequest {
    Objects.requireNonNull(action, "action");
    environment = Map.copyOf(environment);
    variables = Map.copyOf(variables);
  }

  /** Without variables. */
  ControlRequest(
      long id,
      int version,
      Action action,
      @Nullable UserId user,
      boolean insecure,
      Map<String, String> environment,
      @Nullable MaintenanceRequest maintenance) {
    this(id, version, action, user, insecure, environment, Map.of(), maintenance);
  }

  static ControlRequest of(Action action, @Nullable UserId user) {
    return new ControlRequest(1, VERSION, action, user, false, Map.of(), null);
  }

  /** The same of one user. */
  ControlRequest of(UserId one) {
    return new ControlRequest(
        id, version, action, one, insecure, environment, variables, maintenance);
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
    /** Which guests there are and where: quicker, as nobody is asked and nothing is measured. */
    @JsonProperty("find")
    FIND,
    @JsonProperty("start")
    START,
    @JsonProperty("stop")
    STOP,
    @JsonProperty("restart")
    RESTART,
    /** Read the configuration anew; what can take effect while the guest runs does. */
    @JsonProperty("reload")
    RELOAD,
    /** Look after the journal, whether the guest runs or not. */
    @JsonProperty("maintain")
    MAINTAIN
  }
}
