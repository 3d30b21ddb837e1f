package dev.oxydra.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Json;
import dev.oxydra.types.JsonProblem;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.ImportReport;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.Uuid7;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Notes and conversations, written out and taken in again: for the runner's commands. */
final class MemoryRoutes {
  /** The longest body, in bytes; the gateway's longest frame may be shorter. */
  private static final long MAX_BODY = 64 << 20;

  private static final long MAX_PLACES = 1 << 20;

  /** How many notes are taken at once. */
  private static final int BATCH = 100;

  private static final String CREATED = "created_at";
  private static final String UPDATED = "updated_at";

  private final @Nullable MemoryStore memory;
  private final Conversations conversations;
  private final long maxBody;

  /** What is to be forgotten: the body of {@code POST /memory/forget}. */
  record Places(List<MemoryEvent.Place> items) {
    Places {
      Objects.requireNonNull(items, "items");
      items = List.copyOf(items);
    }
  }

  /**
   * @param memory null where there is none
   * @param maxFrame the gateway's longest frame, in bytes
   */
  MemoryRoutes(@Nullable MemoryStore memory, Conversations conversations, long maxFrame) {
    this.memory = memory;
    this.conversations = conversations;
    this.maxBody = Math.min(MAX_BODY, maxFrame);
  }

  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.get("/memory/notes", this::notes).giving(JsonLines.MEDIA_TYPE),
        HttpRoute.post("/memory/notes", this::importNotes).accepting(JsonLines.MEDIA_TYPE, maxBody),
        HttpRoute.post("/memory/forget", this::forget).accepting(HttpRoute.JSON, MAX_PLACES),
        HttpRoute.get("/memory/conversations", call -> JsonLines.write(conversations.written()))
            .giving(JsonLines.MEDIA_TYPE),
        HttpRoute.post("/memory/conversations", call -> json(conversations.imported(call)))
            .accepting(JsonLines.MEDIA_TYPE, maxBody));
  }

  private HttpAnswer notes(HttpCall call) {
    MemoryStore store = MemoryRequests.required(memory);
    return attempt(() -> JsonLines.write(store.notes().iterator()));
  }

  private HttpAnswer forget(HttpCall call) throws InterruptedException {
    MemoryStore store = MemoryRequests.required(memory);
    List<MemoryEvent.Place> places = JsonBody.read(call.body(), Places.class).items();
    MemoryRequests.requireSome("items", places);
    return attempt(() -> json(store.forget(places)));
  }

  private HttpAnswer importNotes(HttpCall call) throws InterruptedException {
    MemoryStore store = MemoryRequests.required(memory);
    return attempt(() -> {
      Sum sum = new Sum(store);
      JsonLines.read(call, sum::take);
      return json(sum.report());
    });
  }

  /** What can be answered. */
  private interface Answering<E extends Exception> {
    HttpAnswer answer() throws E;
  }

  private static <E extends Exception> HttpAnswer attempt(Answering<E> answering) throws E {
    try {
      return answering.answer();
    } catch (ToolException e) {
      throw new GatewayException(Code.MEMORY_FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static HttpAnswer json(Object value) {
    return HttpAnswer.json(HttpResponseStatus.OK, Json.write(value));
  }

  /** Hands notes on, a batch after the other, and adds up what became of them. */
  private static final class Sum {
    private final MemoryStore store;
    private final List<MemoryStore.Note> batch = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int saved;
    private int changed;
    private int unchanged;

    Sum(MemoryStore store) {
      this.store = store;
    }

    void take(int line, JsonNode json) {
      try {
        batch.add(note((ObjectNode) json));
      } catch (JsonProcessingException e) {
        refused.add("Line %d: %s".formatted(line, JsonProblem.of(e).message("")));
      }
      if (batch.size() == BATCH) {
        flush();
      }
    }

    /** One that was written by hand may have nothing but a text. */
    private static MemoryStore.Note note(ObjectNode json) throws JsonProcessingException {
      String now = Instant.now().toString();
      if (!json.has("id")) {
        json.put("id", Uuid7.create().toString());
      }
      if (!json.has("tags")) {
        json.putArray("tags");
      }
      if (!json.has(CREATED)) {
        json.put(CREATED, json.path(UPDATED).asText(now));
      }
      if (!json.has(UPDATED)) {
        json.put(UPDATED, json.path(CREATED).asText(now));
      }
      return Json.mapper().treeToValue(json, MemoryStore.Note.class);
    }

    private void flush() {
      if (!batch.isEmpty()) {
        ImportReport report = store.importNotes(List.copyOf(batch));
        saved += report.saved();
        changed += report.changed();
        unchanged += report.unchanged();
        refused.addAll(report.refused());
        batch.clear();
      }
    }

    ImportReport report() {
      flush();
      return new ImportReport(saved, changed, unchanged, refused);
    }
  }
}
