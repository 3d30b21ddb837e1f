package dev.oxydra.types;

import dev.oxydra.types.ServerFrame.SessionRef;
import dev.oxydra.types.ServerFrame.TurnRef;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code queue}: what waits in a session. */
public sealed interface QueueFrame extends ServerFrame {

  /**
   * The queue has changed, or it is told to who has just joined.
   *
   * @param requestId the request that changed it, for the client that made it
   * @param items the turns that wait, the next one first
   */
  record QueueUpdated(@Nullable String requestId, SessionRef session, List<Item> items)
      implements QueueFrame {
    public QueueUpdated {
      Objects.requireNonNull(session, "session");
      items = List.copyOf(items);
    }
  }

  /** A turn that waits. */
  record Item(TurnId turnId, String prompt) {
    public Item {
      Objects.requireNonNull(turnId, "turn_id");
      Objects.requireNonNull(prompt, "prompt");
    }
  }

  /** The answer to {@code steer_turn}: the message is committed. */
  record TurnSteered(String requestId, SessionRef session, TurnRef turn) implements QueueFrame {}
}
