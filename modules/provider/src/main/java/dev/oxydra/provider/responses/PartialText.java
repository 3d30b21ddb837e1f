package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Content;
import dev.oxydra.types.StreamEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Words for people. */
final class PartialText extends PartialItem {
  private final Consumer<StreamEvent> sink;
  private final StringBuilder text = new StringBuilder();
  // Whether it is the answer or a remark on the way, which newer models want to see again.
  private @Nullable JsonNode phase;

  PartialText(Consumer<StreamEvent> sink) {
    super("message");
    this.sink = sink;
  }

  @Override
  void grow(String delta, int part) {
    if (!delta.isEmpty()) {
      text.append(delta);
      sink.accept(new StreamEvent.TextDelta(delta));
    }
  }

  @Override
  void end(JsonNode item) {
    if (item.hasNonNull("phase")) {
      phase = PartialItems.kept(item, "phase");
    }
    if (text.isEmpty()) {
      for (JsonNode part : item.path("content")) {
        grow(part.path("text").asText(part.path("refusal").asText("")), 0);
      }
    }
  }

  @Override
  List<Content> complete() {
    if (text.isEmpty()) {
      return List.of();
    }
    Content said = new Content.Text(text.toString());
    return phase == null
        ? List.of(said)
        : List.of(new Content.Opaque(Conversation.PROTOCOL, phase), said);
  }
}
