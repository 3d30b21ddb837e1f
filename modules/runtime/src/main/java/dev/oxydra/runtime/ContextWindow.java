package dev.oxydra.runtime;

import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conversation as the model is shown it in one turn. When it is too long for the model it can
 * be shortened, step by step: first what was recalled goes, then the messages before the current
 * turn, the oldest first; then the current turn's tool results are cut. What the user wrote last
 * stays whole, and the journal has everything.
 */
final class ContextWindow {
  /** No tool result gets shorter than this, in characters. */
  static final int SHORTEST_RESULT = 1024;

  private static final String CUT = "\n[… cut here: the conversation is too long for the model]";

  private static final String FILE_CUT =
      "\n[its file is left out: the conversation is too long for the model]";

  private final List<Message> messages;
  private int turnStart;
  private int leftOut;
  private boolean recalled;

  /**
   * @param transcript the conversation; the last message of the user in it begins the current turn
   */
  ContextWindow(List<Message> transcript) {
    messages = new ArrayList<>(transcript);
    turnStart = messages.size() - 1;
    while (turnStart > 0 && messages.get(turnStart).role() != Role.USER) {
      turnStart--;
    }
  }

  List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Shows it, before the message that begins the current turn, what memory has about that. */
  void recall(String text) {
    messages.add(turnStart++, Message.user(text));
    recalled = true;
  }

  /** The current turn goes on. */
  void add(Message message) {
    messages.add(message);
  }

  /**
   * Makes it shorter.
   *
   * @return what was done, for people; null when nothing is left that could be left out
   */
  @Nullable String shorten() {
    if (recalled) {
      return forget();
    }
    int breadcrumb = leftOut > 0 ? 1 : 0;
    return turnStart > breadcrumb ? dropOldest(breadcrumb) : cutResults();
  }

  private String forget() {
    messages.remove(--turnStart);
    recalled = false;
    return "leaving out what was recalled";
  }

  /** Half of what there is before the turn; results go with the calls that they answer. */
  private String dropOldest(int from) {
    int end = from + (turnStart - from + 1) / 2;
    while (end < turnStart && messages.get(end).role() == Role.TOOL) {
      end++;
    }
    int dropped = end - from;
    leftOut += dropped;
    messages.subList(0, end).clear();
    messages.addFirst(breadcrumb());
    turnStart += 1 - end;
    return "leaving out its oldest " + messages(leftOut);
  }

  private Message breadcrumb() {
    return Message.user(
        "[Left out here, as the conversation is too long for the model: its oldest "
            + messages(leftOut)
            + "]");
  }

  private static String messages(int count) {
    return count == 1 ? "message" : count + " messages";
  }

  /** All that are longer than half of the longest. */
  private @Nullable String cutResults() {
    List<Message> turn = messages.subList(turnStart, messages.size());
    int longest =
        turn.stream()
            .flatMap(message -> message.parts(ToolResult.class).stream())
            .mapToInt(result -> result.text().length())
            .max()
            .orElse(0);
    if (longest <= SHORTEST_RESULT) {
      return dropFiles(turn);
    }
    int limit = Math.max(SHORTEST_RESULT, longest / 2);
    turn.replaceAll(message -> cut(message, limit));
    return "cutting tool results to %d characters".formatted(limit);
  }

  /** Those that tools have shown in the turn. */
  private static @Nullable String dropFiles(List<Message> turn) {
    List<Message> before = List.copyOf(turn);
    turn.replaceAll(ContextWindow::withoutFiles);
    return before.equals(turn) ? null : "leaving out the files that tools have read";
  }

  private static Message withoutFiles(Message message) {
    return new Message(
        message.role(),
        message.content().stream()
            .map(part ->
                part instanceof ToolResult result && !result.attachments().isEmpty()
                    ? result.with(result.text() + FILE_CUT, List.of())
                    : part)
            .toList());
  }

  private static Message cut(Message message, int limit) {
    List<Content> content = message.content().stream().map(part -> cut(part, limit)).toList();
    return content.equals(message.content()) ? message : new Message(message.role(), content);
  }

  private static Content cut(Content part, int limit) {
    if (!(part instanceof ToolResult result) || result.text().length() <= limit) {
      return part;
    }
    String text = result.text();
    int end = limit - CUT.length();
    int whole = Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    return result.with(text.substring(0, whole) + CUT, result.attachments());
  }
}
