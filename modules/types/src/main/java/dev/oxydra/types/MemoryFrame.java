package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code memory}: the answers to a {@link MemoryRequest}. */
public sealed interface MemoryFrame extends ServerFrame {

  /**
   * What was found, the best first.
   *
   * @param notice why there may be more than that; null for no reason
   */
  record MemoryResults(String requestId, List<MemoryStore.Recalled> items, @Nullable String notice)
      implements MemoryFrame {
    public MemoryResults {
      Objects.requireNonNull(requestId, "request_id");
      items = List.copyOf(items);
    }
  }

  /** The notes, the latest first. */
  record NoteList(String requestId, List<MemoryStore.Note> notes) implements MemoryFrame {
    public NoteList {
      Objects.requireNonNull(requestId, "request_id");
      notes = List.copyOf(notes);
    }
  }

  /** What was deleted. */
  record MemoryForgotten(String requestId, MemoryStore.Receipt receipt) implements MemoryFrame {
    public MemoryForgotten {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(receipt, "receipt");
    }
  }
}
