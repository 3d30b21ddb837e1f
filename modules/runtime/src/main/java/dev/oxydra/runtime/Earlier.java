package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.SafetyTier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The older part of a conversation, which is to be summed up.
 *
 * @param summary of what came before it
 * @param events of whole turns, in order
 * @param upToSeq the last event that is taken in
 */
record Earlier(Summary summary, List<Event> events, long upToSeq) {
  private static final int MAX_ARGUMENTS = 300;
  private static final int MAX_RESULT = 600;
  private static final int MAX_SAID = 4000;
  private static final int MAX_FILES = 50;

  /** How much of what was asked is listed where nobody sums up. */
  private static final int ASKED = 20;

  private static final int MAX_ASKED = 160;

  Earlier {
    events = List.copyOf(events);
  }

  /** What was said and done, a piece an event. */
  List<String> told() {
    Untold untold = new Untold();
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      lines.addAll(untold.after(event));
      lines.add(line(event));
    }
    return lines.stream().filter(line -> !line.isEmpty()).toList();
  }

  private static String line(Event event) {
    return switch (event.payload()) {
      case EventPayload.UserMessage(Message message) ->
          "User: " + ToolInvoker.start(message.text(), MAX_SAID);
      case EventPayload.AssistantMessage said when !said.message().text().isBlank() ->
          "Assistant: " + ToolInvoker.start(said.message().text(), MAX_SAID);
      case EventPayload.ToolCalled called ->
          "Called "
              + called.name()
              + " "
              + ToolInvoker.start(called.arguments().toString(), MAX_ARGUMENTS);
      case EventPayload.ToolResulted result ->
          "Result of "
              + result.name()
              + " ("
              + result.outcome()
              + "): "
              + ToolInvoker.start(result.text(), MAX_RESULT);
      default -> "";
    };
  }

  /** Which files tools were told to change, in the order of the first change. */
  List<String> files() {
    Set<String> files = new LinkedHashSet<>();
    for (Event event : events) {
      if (event.payload() instanceof EventPayload.ToolCalled called
          && called.safetyTier() != SafetyTier.READ_ONLY
          && called.arguments().path("path").isTextual()) {
        files.add(called.arguments().path("path").textValue());
      }
    }
    List<String> all = new ArrayList<>(files);
    return all.subList(Math.max(0, all.size() - MAX_FILES), all.size());
  }

  /** What can be said without a model: what was asked, which files were changed, what was known. */
  Summary listed() {
    List<String> asked =
        events.stream()
            .map(Event::payload)
            .filter(EventPayload.UserMessage.class::isInstance)
            .map(said -> ((EventPayload.UserMessage) said).message().text())
            .map(text -> "The user said: " + oneLine(text))
            .toList();
    List<String> done = new ArrayList<>(summary.items(Summary.Section.DONE));
    done.addAll(asked);
    return new Summary(
            Map.of(
                Summary.Section.GOAL,
                summary.items(Summary.Section.GOAL),
                Summary.Section.DECISIONS,
                summary.items(Summary.Section.DECISIONS),
                Summary.Section.DONE,
                done.subList(Math.max(0, done.size() - ASKED), done.size())))
        .after(summary, files());
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > MAX_ASKED ? ToolInvoker.start(line, MAX_ASKED) + "…" : line;
  }
}
