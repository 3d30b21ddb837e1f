package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Content;
import dev.oxydra.types.StreamEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The blocks of an answer, in the order in which they began; those of unknown types say nothing.
 */
final class PartialBlocks {
  private final Consumer<StreamEvent> sink;
  private final List<PartialBlock> blocks = new ArrayList<>();
  private final Map<Integer, PartialBlock> open = new HashMap<>();
  private int calls;

  PartialBlocks(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  void start(int index, JsonNode block) throws MalformedAnswerException {
    PartialBlock started =
        switch (block.path("type").asText()) {
          case "text" -> new PartialBlock.Text(sink);
          case "thinking" -> new PartialBlock.Thought(sink);
          case "redacted_thinking" -> new PartialBlock.Redacted(block);
          case "tool_use" ->
              new PartialBlock.Call(new PartialCall(calls++, sink), block.path("input"));
          default -> PartialBlock.UNKNOWN;
        };
    open.put(index, started);
    blocks.add(started);
    started.take(block);
  }

  void grow(int index, JsonNode delta) throws MalformedAnswerException {
    PartialBlock block = open.get(index);
    if (block == null) {
      throw new MalformedAnswerException("went on with a part that it hadn't begun");
    }
    block.take(delta);
  }

  void stop(int index) {
    PartialBlock block = open.remove(index);
    if (block != null) {
      block.stop();
    }
  }

  List<Content> complete() throws MalformedAnswerException {
    List<Content> complete = new ArrayList<>();
    for (PartialBlock block : blocks) {
      Content content = block.complete();
      if (content != null) {
        complete.add(content);
      }
    }
    return complete;
  }
}
