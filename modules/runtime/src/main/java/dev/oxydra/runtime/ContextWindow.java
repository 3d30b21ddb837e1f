package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conversation as the model is shown it in one turn. When it is too long for the model it can
 * be shortened, step by step. What the user wrote last and the summary stay whole, no call loses
 * its result, and the journal has everything.
 */
final class ContextWindow {
  /** No tool result gets shorter than this, in characters. */
  static final int SHORTEST_RESULT = 1024;

  private static final String CUT = "\n[… cut here: the conversation is too long for the model]";

  private static final String FILE_CUT =
      "\n[its file is left out: the conversation is too long for the model]";

  private final List<Message> messages;

  /** How many of the first messages stay: the summary, if there is one. */
  private final int fixed;

  private int turnStart;
  private int leftOut;
  private boolean recalled;

  /**
   * @param transcript the conversation; the last message of the user in it begins the current turn
   */
  ContextWindow(List<Message> transcript) {
    this(null, transcript);
  }

  /**
   * @param summary of what came before; null for nothing
   * @param transcript the conversation; the last message of the user in it begins the current turn
   */
  ContextWindow(@Nullable Message summary, List<Message> transcript) {
    messages = new ArrayList<>(transcript);
    if (summary != null) {
      messages.addFirst(summary);
    }
    fixed = summary == null ? 0 : 1;
    turnStart = messages.size() - 1;
    while (turnStart > fixed && messages.get(turnStart).role() != Role.USER) {
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
   * Makes it fit, if that can be done: the files of earlier turns give way to their descriptions,
   * the oldest messages are left out, then what was recalled, and the turn's own tool results are
   * cut.
   *
   * @param room for all messages, in tokens
   * @return what was done last, for people; null for nothing
   */
  @Nullable String fit(long room, TokenCounter tokens) {
    String done = null;
    while (tokens.messages(messages) > room) {
      String next = fitOnce(room, tokens);
      if (next == null) {
        break;
      }
      done = next;
    }
    return done;
  }

  private @Nullable String fitOnce(long room, TokenCounter tokens) {
    if (describeFiles()) {
      return "leaving out files of earlier turns";
    }
    int from = oldest();
    int history = turnStart - (recalled ? 1 : 0);
    if (from == history) {
      return shorten();
    }
    long over = tokens.messages(messages) - room + tokens.message(breadcrumb(messages.size()));
    int end = from;
    while (end < history && over > 0) {
      over -= tokens.message(messages.get(end++));
    }
    return drop(withResults(Math.max(end, from + 1), history));
  }

  /** The files of earlier turns. */
  private boolean describeFiles() {
    List<Message> earlier = messages.subList(fixed, turnStart);
    List<Message> before = List.copyOf(earlier);
    earlier.replaceAll(ContextWindow::described);
    return !before.equals(earlier);
  }

  private static Message described(Message message) {
    return withoutFiles(
        new Message(
            message.role(),
            message.content().stream()
                .map(part -> part instanceof Attachment file ? description(file) : part)
                .toList()));
  }

  private static Content description(Attachment file) {
    return new Content.Text(
        "\n[a file was here: %s, %,d bytes]\n".formatted(file.mimeType(), file.data().length));
  }

  /**
   * Makes it shorter, for a model that says that it is too long: first what was recalled goes, then
   * half of the messages before the current turn, the oldest first; then the current turn's tool
   * results are cut.
   *
   * @return what was done, for people; null when nothing is left that could be left out
   */
  @Nullable String shorten() {
    if (recalled) {
      return forget();
    }
    int from = oldest();
    return turnStart > from
        ? drop(withResults(from + (turnStart - from + 1) / 2, turnStart))
        : cutResults();
  }

  /** The first message that may be left out. */
  private int oldest() {
    return fixed + (leftOut > 0 ? 1 : 0);
  }

  private String forget() {
    messages.remove(--turnStart);
    recalled = false;
    return "leaving out what was recalled";
  }

  /** Results go with the calls that they answer. */
  private int withResults(int end, int limit) {
    int whole = end;
    while (whole < limit && messages.get(whole).role() == Role.TOOL) {
      whole++;
    }
    return whole;
  }

  private String drop(int end) {
    leftOut += end - oldest();
    messages.subList(fixed, end).clear();
    messages.add(fixed, breadcrumb(leftOut));
    turnStart += 1 - (end - fixed);
    return "leaving out its oldest " + messages(leftOut);
  }

  private static Message breadcrumb(int leftOut) {
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
    int longest = results(turn).mapToInt(result -> result.text().length()).max().orElse(0);
    if (longest <= SHORTEST_RESULT) {
      return dropFiles(turn);
    }
    int limit = Math.max(SHORTEST_RESULT, longest / 2);
    turn.replaceAll(message -> cut(message, limit));
    return "cutting tool results to %d characters".formatted(limit);
  }

  private static Stream<ToolResult> results(List<Message> turn) {
    return turn.stream().flatMap(message -> message.parts(ToolResult.class).stream());
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
