package dev.oxydra.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.oxydra.types.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner status --json} prints.
 *
 * @param daemon the daemon; null when none runs
 * @param guests the guests that it supervises
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record StatusJson(@Nullable DaemonStatus daemon, List<GuestStatus> guests) {
  StatusJson {
    guests = List.copyOf(guests);
  }

  /**
   * The daemon.
   *
   * @param pid its process id
   * @param socket its control socket
   */
  record DaemonStatus(long pid, String socket) {}

  static String of(DaemonFiles files, Optional<ControlReply> reply) {
    return Json.write(
        new StatusJson(
            reply
                .map(answer -> new DaemonStatus(answer.daemonPid(), files.socket().toString()))
                .orElse(null),
            reply.map(ControlReply::guests).orElse(List.of())));
  }
}
