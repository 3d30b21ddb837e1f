package dev.oxydra.tui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.EventPayload;
import java.util.Map;
import java.util.stream.Collectors;

/** Tool calls as one line each, and what is behind it. */
final class ToolCards {
  /** More than any line shows. */
  private static final int HEAD = 400;

  /** Of arguments that are not the first. */
  private static final int SHORT = 24;

  /** How much of arguments, output and result is kept to be shown, in characters each. */
  private static final int KEPT = 64 * 1024;

  private ToolCards() {}

  /**
   * A call.
   *
   * @param open whether all of it is shown
   */
  static Entry.Tool called(EventPayload.ToolCalled call, boolean open) {
    return new Entry.Tool(
        call.callId(),
        PlainText.line(call.name()),
        arguments(call.arguments()),
        null,
        0,
        "",
        new Entry.Details(open, start(all(call.arguments())), "", ""));
  }

  static Entry.Tool ended(Entry.Tool call, EventPayload.ToolResulted result) {
    Entry.Details details = call.details();
    return new Entry.Tool(
        call.callId(),
        call.name(),
        call.arguments(),
        result.outcome(),
        result.durationMs(),
        line(result.text()),
        new Entry.Details(details.open(), details.arguments(), "", start(result.text())));
  }

  /** It has written more. */
  static Entry.Tool wrote(Entry.Tool call, String chunk) {
    Entry.Details details = call.details();
    String all = details.output() + chunk;
    String end = all.substring(Math.max(0, all.length() - KEPT));
    return with(
        call, new Entry.Details(details.open(), details.arguments(), end, details.result()));
  }

  static Entry.Tool opened(Entry.Tool call, boolean open) {
    Entry.Details details = call.details();
    return with(
        call, new Entry.Details(open, details.arguments(), details.output(), details.result()));
  }

  private static Entry.Tool with(Entry.Tool call, Entry.Details details) {
    return new Entry.Tool(
        call.callId(),
        call.name(),
        call.arguments(),
        call.outcome(),
        call.durationMs(),
        call.result(),
        details);
  }

  /** The first argument by its value alone, a path, command or query; others short, by name. */
  private static String arguments(JsonNode arguments) {
    if (!arguments.isObject()) {
      return line(arguments.asText());
    }
    String first = arguments.properties().stream().findFirst().map(Map.Entry::getKey).orElse("");
    return line(
        arguments.properties().stream()
            .map(it ->
                it.getKey().equals(first)
                    ? value(it.getValue())
                    : it.getKey() + "=" + DisplayWidth.shorten(value(it.getValue()), SHORT))
            .collect(Collectors.joining(" ")));
  }

  private static String all(JsonNode arguments) {
    return arguments.isObject()
        ? arguments.properties().stream()
            .map(it -> it.getKey() + ": " + text(it.getValue()))
            .collect(Collectors.joining("\n"))
        : text(arguments);
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private static String value(JsonNode value) {
    return line(text(value));
  }

  private static String line(String text) {
    String head = text.length() > HEAD ? text.substring(0, HEAD) : text;
    return PlainText.line(head);
  }

  private static String start(String text) {
    return text.length() <= KEPT
        ? text
        : text.substring(0, KEPT) + "\n… (%,d characters in all)".formatted(text.length());
  }
}
