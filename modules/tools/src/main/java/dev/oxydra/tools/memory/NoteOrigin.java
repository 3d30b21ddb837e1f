package dev.oxydra.tools.memory;

import dev.oxydra.types.NoteEvent.Origin;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolPolicy;
import java.util.stream.Collectors;

/** Says where a note comes from that a call takes. */
final class NoteOrigin {
  private static final String USER = "user";

  private NoteOrigin() {}

  /** The user, unless the turn has read what strangers wrote: then those. */
  static Origin of(ToolContext call) {
    String strangers =
        call.sources().stream()
            .filter(ToolPolicy::isStrangers)
            .sorted()
            .collect(Collectors.joining(","));
    return new Origin(call.sessionId(), call.turnId(), strangers.isEmpty() ? USER : strangers);
  }
}
