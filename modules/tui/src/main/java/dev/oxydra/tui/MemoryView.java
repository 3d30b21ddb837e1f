package dev.oxydra.tui;

import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of the memory, and what is asked of it.
 *
 * @param overlay the list that is open, null for none
 * @param names what sessions are called, as far as that was asked
 * @param jump where to go when the session there is shown, null for nowhere
 * @param forgetting what was asked to be forgotten, null for nothing
 */
record MemoryView(
    @Nullable Overlay overlay,
    Map<SessionId, String> names,
    @Nullable Jump jump,
    @Nullable Forgetting forgetting) {
  static final MemoryView NONE = new MemoryView(null, Map.of(), null, null);

  MemoryView {
    names = Map.copyOf(names);
  }

  /**
   * A way to a message.
   *
   * @param requestId the request to go to its session
   * @param seq the message, 0 for the session itself
   */
  record Jump(String requestId, SessionId session, long seq) {}

  /** A request that has no answer yet. */
  record Forgetting(String requestId, List<MemoryEvent.Place> places) {
    Forgetting {
      places = List.copyOf(places);
    }
  }

  MemoryView with(@Nullable Overlay open) {
    return new MemoryView(open, names, jump, forgetting);
  }

  MemoryView with(Map<SessionId, String> known) {
    return new MemoryView(overlay, known, jump, forgetting);
  }

  MemoryView with(@Nullable Jump going) {
    return new MemoryView(overlay, names, going, forgetting);
  }

  MemoryView with(@Nullable Forgetting asked) {
    return new MemoryView(overlay, names, jump, asked);
  }
}
