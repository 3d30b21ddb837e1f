package dev.oxydra.runner;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.oxydra.types.Maintenance;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's answer to a {@link ControlRequest}.
 *
 * @param id the request's
 * @param version of the protocol that the daemon speaks
 * @param outcome how it went
 * @param message a line for people; empty when there is nothing to say
 * @param ending whether the daemon ends now, as it has no guest any more
 * @param daemonPid the daemon's process id
 * @param guests the guests that it is about
 * @param report how maintenance went; null where there was none
 */
record ControlReply(
    long id,
    int version,
    Outcome outcome,
    String message,
    boolean ending,
    long daemonPid,
    List<GuestStatus> guests,
    Maintenance.@Nullable Report report) {
  ControlReply {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(message, "message");
    guests = List.copyOf(guests);
  }

  /** To something that is no request of this version. */
  static ControlReply notUnderstood() {
    return new ControlReply(
        0,
        ControlRequest.VERSION,
        Outcome.FAILED,
        "The daemon did not understand the request: it speaks version %d of the control protocol. Stop it with the runner that started it."
            .formatted(ControlRequest.VERSION),
        false,
        ProcessHandle.current().pid(),
        List.of(),
        null);
  }

  /** The same, with what there is to say of the journal. */
  ControlReply with(Maintenance.Report report) {
    return new ControlReply(id, version, outcome, message, ending, daemonPid, guests, report);
  }

  /** How a request went. */
  enum Outcome {
    @JsonProperty("done")
    DONE,
    /** There was nothing to do: it ran already, or didn't run. */
    @JsonProperty("unchanged")
    UNCHANGED,
    /** The configuration is wrong; nothing was changed. */
    @JsonProperty("bad_configuration")
    BAD_CONFIGURATION,
    @JsonProperty("failed")
    FAILED,
    /** The daemon is about to end; ask the next one. */
    @JsonProperty("ending")
    ENDING
  }
}
