package dev.oxydra.channels;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.channels.Outgoing.Button;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ServerFrame.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Questions about tool calls, with the exact call and a button for each answer. */
final class QuestionCards {
  /** What begins the data of their buttons; behind it are the question's id and the answer. */
  static final String PREFIX = "a:";

  /** A longer call is sent as a document. */
  private static final int MOST_PIECES = 3;

  private final String address;
  private final Outbox outbox;

  /** What open questions say. */
  private final Map<String, String> open = new ConcurrentHashMap<>();

  QuestionCards(String address, Outbox outbox) {
    this.address = address;
    this.outbox = outbox;
  }

  private static String key(String approvalId) {
    return approvalId + "/ask";
  }

  /** The id of one that is open; null for none. Safe for use by any thread. */
  @Nullable String open() {
    return open.keySet().stream().findFirst().orElse(null);
  }

  void ask(ApprovalFrame.ApprovalRequested question) throws InterruptedException {
    String id = question.approvalId();
    List<String> pieces = outbox.messenger().pieces(text(question));
    if (pieces.size() > MOST_PIECES) {
      byte[] all = text(question).getBytes(StandardCharsets.UTF_8);
      outbox.send(
          address,
          id + "/call",
          new Outgoing(
              "",
              List.of(),
              new Outgoing.Upload("call.md", "text/markdown", MediaType.DOCUMENT, all)));
      pieces =
          List.of(
              "**May I run this?** `%s`: the whole call is in the document above."
                  .formatted(question.tool()));
    }
    for (int i = 0; i < pieces.size() - 1; i++) {
      outbox.send(address, id + "/" + i, Outgoing.text(pieces.get(i)));
    }
    open.put(id, pieces.getLast());
    outbox.send(
        address,
        key(id),
        new Outgoing(
            outbox.messenger().capabilities().buttons()
                ? pieces.getLast()
                : pieces.getLast()
                    + "\n\nAnswer with /approve y (once), s (in this session), n (no).",
            buttons(id),
            null));
  }

  private static List<List<Button>> buttons(String id) {
    return List.of(
        List.of(button("✅ Once", id, "y"), button("✅ In this session", id, "s")),
        List.of(button("✅ Always…", id, "a"), button("❌ No", id, "n")));
  }

  private static Button button(String label, String id, String answer) {
    return new Button(label, PREFIX + id + ":" + answer);
  }

  /** For good takes one press more: a button is easily hit, and long regretted. */
  static List<List<Button>> sure(String id) {
    return List.of(List.of(button("For good, in every session", id, "A"), button("Back", id, "b")));
  }

  /** Shows other buttons under a question. */
  void offer(String approvalId, boolean sure) throws InterruptedException {
    ChannelState.Sent sent = outbox.state().sent(address, key(approvalId));
    String text = open.get(approvalId);
    if (sent != null && sent.messageId() != null && text != null) {
      outbox.edit(
          address,
          sent.messageId(),
          new Outgoing(text, sure ? sure(approvalId) : buttons(approvalId), null));
    }
  }

  void answered(ApprovalEvent.Resolved answer) throws InterruptedException {
    ChannelState.Sent sent = outbox.state().sent(address, key(answer.approvalId()));
    if (sent == null || sent.messageId() == null) {
      return;
    }
    String question = open.remove(answer.approvalId());
    String note = answer.note() == null ? "" : " “" + answer.note() + "”";
    String told = "%s, by %s%s".formatted(words(answer.decision()), answer.by(), note);
    String text = question == null ? told : question + "\n\n" + told;
    List<String> pieces = outbox.messenger().pieces(text);
    outbox.edit(address, sent.messageId(), Outgoing.text(pieces.size() == 1 ? text : told));
  }

  private static String words(Decision decision) {
    return switch (decision) {
      case ALLOW_ONCE -> "✅ Once";
      case ALLOW_SESSION -> "✅ In this session";
      case ALLOW_ALWAYS -> "✅ Always";
      case DENY -> "❌ No";
    };
  }

  /** All of the call. */
  private static String text(ApprovalFrame.ApprovalRequested question) {
    StringBuilder text = new StringBuilder("**May I run this?** ").append(question.reason());
    call(
        text,
        question.tool() + (question.binding() == null ? "" : " in " + question.binding()),
        question.arguments());
    for (ApprovalEvent.AlsoAsked also : question.also()) {
      call(text, "and " + question.tool(), also.arguments());
    }
    return text.toString();
  }

  private static void call(StringBuilder text, String title, JsonNode arguments) {
    text.append("\n\n`").append(title.replace('`', '\'')).append('`');
    if (!arguments.isObject()) {
      fenced(text, arguments.toString());
      return;
    }
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode value = argument.getValue();
      text.append("\n\n").append(argument.getKey()).append(':');
      fenced(text, value.isTextual() ? value.textValue() : value.toPrettyString());
    }
  }

  /** In a fence that is longer than any in the text. */
  private static void fenced(StringBuilder text, String code) {
    String fence = "```";
    while (code.contains(fence)) {
      fence += "`";
    }
    text.append('\n').append(fence).append('\n').append(code).append('\n').append(fence);
  }
}
