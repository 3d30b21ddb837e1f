package dev.oxydra.provider.demo;

import dev.oxydra.types.ToolCall;
import java.time.Duration;
import java.util.List;

/**
 * What the demo says next: thoughts, then text word by word with a pause after each, then calls.
 */
record DemoReply(String reasoning, String text, Duration pause, List<ToolCall> calls) {
  DemoReply {
    calls = List.copyOf(calls);
  }

  static DemoReply text(String text) {
    return new DemoReply("", text, Duration.ZERO, List.of());
  }

  static DemoReply calls(List<ToolCall> calls) {
    return new DemoReply("", "", Duration.ZERO, calls);
  }

  DemoReply after(String introduction) {
    return introduction.isEmpty()
        ? this
        : new DemoReply(
            reasoning, text.isEmpty() ? introduction : introduction + "\n\n" + text, pause, calls);
  }
}
