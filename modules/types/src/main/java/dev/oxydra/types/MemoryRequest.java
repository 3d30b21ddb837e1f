package dev.oxydra.types;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code memory}: what a client may ask about what is remembered. */
public sealed interface MemoryRequest extends ClientFrame {

  /**
   * The notes and messages that fit a question best.
   *
   * @param limit 1 to {@link MemoryStore#MAX_RESULTS}; null for 10
   * @param tags which a note must have all of; with any, messages are not searched; null for none
   * @param includeConversation whether messages are searched; null for true
   * @param since nothing older; null for no limit
   * @param until nothing newer; null for no limit
   */
  record SearchMemory(
      String requestId,
      String query,
      @Nullable Integer limit,
      @Nullable List<String> tags,
      @Nullable Boolean includeConversation,
      @Nullable Instant since,
      @Nullable Instant until)
      implements MemoryRequest {
    public SearchMemory {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(query, "query");
    }
  }

  /** All notes, the latest first. */
  record ListNotes(String requestId) implements MemoryRequest {
    public ListNotes {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /**
   * Forgets notes and messages for good.
   *
   * @param items one or more
   */
  record Forget(String requestId, List<MemoryEvent.Place> items) implements MemoryRequest {
    public Forget {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(items, "items");
      items = List.copyOf(items);
    }
  }
}
