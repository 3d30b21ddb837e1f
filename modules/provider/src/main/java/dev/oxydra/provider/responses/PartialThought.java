package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Content;
import dev.oxydra.types.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the model thought: the item for the provider, and its summary for people, in paragraphs.
 * Models whose thoughts are open tell these in place of a summary.
 */
final class PartialThought extends PartialItem {
  private final Consumer<StreamEvent> sink;
  private final StringBuilder text = new StringBuilder();
  private int paragraph;
  private @Nullable ObjectNode whole;

  PartialThought(Consumer<StreamEvent> sink) {
    super("reasoning");
    this.sink = sink;
  }

  @Override
  void grow(String delta, int part) {
    if (!delta.isEmpty()) {
      boolean next = part != paragraph && !text.isEmpty();
      paragraph = part;
      String piece = next ? "\n\n" + delta : delta;
      text.append(piece);
      sink.accept(new StreamEvent.ReasoningDelta(piece));
    }
  }

  @Override
  void end(JsonNode item) {
    whole = PartialItems.kept(item, "id", "summary", "content", "encrypted_content");
    if (whole.path("content").isEmpty()) {
      whole.remove("content"); // The API sends it empty, and takes none.
    }
    if (text.isEmpty()) {
      JsonNode parts = item.path("summary").isEmpty() ? item.path("content") : item.path("summary");
      for (int i = 0; i < parts.size(); i++) {
        grow(parts.path(i).path("text").asText(""), i);
      }
    }
  }

  @Override
  List<Content> complete() {
    List<Content> content = new ArrayList<>();
    if (whole != null) {
      content.add(new Content.Opaque(Conversation.PROTOCOL, whole));
    }
    if (!text.isEmpty()) {
      content.add(new Content.Reasoning(text.toString(), null));
    }
    return content;
  }
}
