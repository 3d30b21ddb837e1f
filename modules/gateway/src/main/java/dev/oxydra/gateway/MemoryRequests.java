package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ServerFrame;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client with the feature {@code memory} may ask. A search may wait for a model to be
 * loaded: each request has a thread of its own, and others are answered in between.
 */
final class MemoryRequests {
  private static final int RESULTS = 10;
  private static final int MAX_FORGOTTEN = 1000;

  /** How long notes may be together to be sent in one frame, in characters. */
  private static final long MAX_LIST = 16 << 20;

  private final @Nullable MemoryStore memory;
  private final Background background;

  /**
   * @param memory null where there is none
   */
  MemoryRequests(@Nullable MemoryStore memory, Background background) {
    this.memory = memory;
    this.background = background;
  }

  /**
   * Looks whether it can be done, and has it done.
   *
   * @throws GatewayException when it can't
   */
  void handle(MemoryRequest request) {
    MemoryStore store = required(memory);
    switch (request) {
      case MemoryRequest.SearchMemory search -> {
        MemoryStore.Query query = query(search);
        start(request, () -> results(search.requestId(), store.search(query)));
      }
      case MemoryRequest.ListNotes list ->
          start(request, () -> list(list.requestId(), store.notes()));
      case MemoryRequest.Forget forget -> {
        requireSome("payload.items", forget.items());
        start(request, () -> forgotten(forget.requestId(), store.forget(forget.items())));
      }
    }
  }

  /**
   * The memory.
   *
   * @throws GatewayException when there is none
   */
  static MemoryStore required(@Nullable MemoryStore memory) {
    if (memory == null) {
      throw new GatewayException(
          Code.MEMORY_DISABLED,
          "Memory is switched off: set memory.enabled = true in agent.conf and run `runner"
              + " restart`");
    }
    return memory;
  }

  private void start(MemoryRequest request, Background.Work work) {
    background.start(request.requestId(), Code.MEMORY_FAILED, work);
  }

  private static MemoryStore.Query query(MemoryRequest.SearchMemory search) {
    int limit = Objects.requireNonNullElse(search.limit(), RESULTS);
    if (limit < 1 || limit > MemoryStore.MAX_RESULTS) {
      throw invalid("payload.limit", "1 to %d, not %d".formatted(MemoryStore.MAX_RESULTS, limit));
    }
    if (search.query().isBlank()) {
      throw invalid("payload.query", "it is empty");
    }
    return new MemoryStore.Query(
        search.query(),
        limit,
        tags(search.tags()),
        Objects.requireNonNullElse(search.includeConversation(), true),
        null,
        search.since(),
        search.until(),
        null,
        MemoryStore.Query.PATIENT);
  }

  private static List<String> tags(@Nullable List<String> tags) {
    if (tags == null) {
      return List.of();
    }
    if (tags.size() > MemoryStore.MAX_TAGS || tags.stream().anyMatch(Objects::isNull)) {
      throw invalid("payload.tags", "at most %d texts".formatted(MemoryStore.MAX_TAGS));
    }
    return tags;
  }

  /** Refuses none and too many. */
  static void requireSome(String field, List<?> items) {
    int size = items.size();
    if (size < 1 || size > MAX_FORGOTTEN) {
      throw invalid(field, "1 to %d, not %d".formatted(MAX_FORGOTTEN, size));
    }
  }

  private static GatewayException invalid(String field, String why) {
    return new GatewayException(Code.INVALID_FIELD, "Invalid field '%s': %s".formatted(field, why));
  }

  private static ServerFrame results(String requestId, MemoryStore.Found found) {
    return new MemoryFrame.MemoryResults(requestId, found.items(), found.notice());
  }

  private static ServerFrame list(String requestId, List<MemoryStore.Note> notes) {
    long length = notes.stream().mapToLong(note -> note.text().length()).sum();
    if (length > MAX_LIST) {
      throw new GatewayException(
          Code.MEMORY_FAILED,
          "%d notes with %d characters are too much for one frame; search_memory finds some, and GET /memory/notes gives all"
              .formatted(notes.size(), length));
    }
    return new MemoryFrame.NoteList(requestId, notes);
  }

  private static ServerFrame forgotten(String requestId, MemoryStore.Receipt receipt) {
    return new MemoryFrame.MemoryForgotten(requestId, receipt);
  }
}
