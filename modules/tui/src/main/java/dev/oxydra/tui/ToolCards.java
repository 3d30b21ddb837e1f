package dev.oxydra.tui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.EventPayload;
import java.util.stream.Collectors;

/** Tool calls as one line each. */
final class ToolCards {
  /** More than any line shows. */
  private static final int HEAD = 400;

  private ToolCards() {}

  static Entry.Tool called(EventPayload.ToolCalled call) {
    return new Entry.Tool(
        call.callId(), PlainText.line(call.name()), arguments(call.arguments()), null, 0, "");
  }

  static Entry.Tool ended(Entry.Tool call, EventPayload.ToolResulted result) {
    return new Entry.Tool(
        call.callId(),
        call.name(),
        call.arguments(),
        result.outcome(),
        result.durationMs(),
        line(result.text()));
  }

  /** Of arguments that are not the first. */
  private static final int SHORT = 24;

  /** The first argument by its value alone, a path, command or query; others short, by name. */
  private static String arguments(JsonNode arguments) {
    if (!arguments.isObject()) {
      return line(arguments.asText());
    }
    String first = arguments.properties().stream().findFirst().map(it -> it.getKey()).orElse("");
    return line(
        arguments.properties().stream()
            .map(it ->
                it.getKey().equals(first)
                    ? value(it.getValue())
                    : it.getKey() + "=" + DisplayWidth.shorten(value(it.getValue()), SHORT))
            .collect(Collectors.joining(" ")));
  }

  private static String value(JsonNode value) {
    return line(value.isTextual() ? value.textValue() : value.toString());
  }

  private static String line(String text) {
    String head = text.length() > HEAD ? text.substring(0, HEAD) : text;
    return PlainText.line(head);
  }
}
