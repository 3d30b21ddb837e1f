package dev.oxydra.runtime;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a child has to say to its parent.
 *
 * @param failure a stable snake_case word; null where it did what it was told
 * @param text for the parent's model
 * @param source whose words it may be: those of strangers whom the child has read; null for none
 * @param files those that the child sent to the user
 */
record ChildReport(
    @Nullable String failure, String text, @Nullable String source, List<ToolFile> files) {
  private static final Set<String> CUT_SHORT =
      Set.of("cancelled", "deleted", "interrupted", "shutting_down", "budget_exceeded");

  /** Of a child that never ran, or is gone. */
  static ChildReport refused(String agent, String reason, String why) {
    return new ChildReport(
        reason, "The agent %s did not finish: %s.".formatted(agent, why), null, List.of());
  }

  /**
   * Of one that has ended, in whatever way.
   *
   * @param end its end
   * @param turn the events of its turn
   * @param prompt what it was told
   */
  static ChildReport of(String agent, EventPayload end, List<Event> turn, String prompt) {
    String failure = failure(end);
    String said = said(turn);
    Set<String> sources = new HashSet<>(Fence.sources(turn));
    sources.addAll(List.of(BriefText.sources(prompt).split(",")));
    String source = BriefText.strangers(sources);
    return new ChildReport(
        failure,
        failure == null ? answer(agent, said) : partial(agent, why(end), said),
        source.isEmpty() ? null : source,
        files(turn));
  }

  /** Whether it failed by itself: neither its user nor the end of a process cut it short. */
  boolean isItsOwnFault() {
    return failure != null && !CUT_SHORT.contains(failure);
  }

  private static @Nullable String failure(EventPayload end) {
    return switch (end) {
      case EventPayload.TurnCompleted completed -> null;
      case EventPayload.TurnFailed failed -> failed.reason();
      default -> "cancelled";
    };
  }

  private static String why(EventPayload end) {
    return end instanceof EventPayload.TurnFailed failed
        ? failed.message()
        : "It was cancelled before it came to an end.";
  }

  private static String answer(String agent, String said) {
    return said.isEmpty() ? "The agent %s is done, and said nothing.".formatted(agent) : said;
  }

  private static String partial(String agent, String why, String said) {
    return "The agent %s did not finish. %s\n%s"
        .formatted(
            agent,
            why,
            said.isEmpty()
                ? "It had said nothing yet; what it did may be there all the same."
                : "What it had said last:\n" + said);
  }

  /** The last thing that a turn said; empty for nothing. */
  static String said(List<Event> turn) {
    return turn.stream()
        .map(Event::payload)
        .filter(EventPayload.AssistantMessage.class::isInstance)
        .map(payload -> ((EventPayload.AssistantMessage) payload).message().text().strip())
        .filter(text -> !text.isEmpty())
        .reduce("", (earlier, later) -> later);
  }

  private static List<ToolFile> files(List<Event> turn) {
    return turn.stream()
        .map(Event::payload)
        .flatMap(payload ->
            payload instanceof EventPayload.ToolResulted result
                ? ToolFile.Audience.USER.of(result.files()).stream()
                : Stream.<ToolFile>empty())
        .toList();
  }

  /** What the parent's session holds of it. */
  ActorEvent event(SessionId child) {
    String shown = source == null ? text : Fence.around(source, text);
    return failure == null
        ? new ActorEvent.Stopped(child, shown)
        : new ActorEvent.Failed(child, Objects.requireNonNull(failure), shown);
  }

  /** What the parent's call gives back. */
  ToolOutput output() {
    return new ToolOutput(failure == null, text, source, files);
  }
}
