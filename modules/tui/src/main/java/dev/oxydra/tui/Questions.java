package dev.oxydra.tui;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the user is asked about tool calls, and the answers. */
final class Questions {
  private static final String CHOICES =
      "Type y to allow it once, s in this session, a always, n not at all (with a reason, if you"
          + " like), and press Enter.";

  /** What is shown of a call's arguments, in characters. */
  private static final int LONGEST = 2000;

  private Questions() {}

  static String text(ApprovalEvent.Requested question) {
    String where = question.binding() == null ? "" : " " + PlainText.line(question.binding());
    StringBuilder text =
        new StringBuilder("May I run this")
            .append(where)
            .append("? ")
            .append(PlainText.line(question.reason()));
    text.append('\n').append(call(question, question.arguments().toString()));
    question
        .also()
        .forEach(also -> text.append('\n').append(call(question, also.arguments().toString())));
    return text.append('\n').append(CHOICES).toString();
  }

  private static String call(ApprovalEvent.Requested question, String arguments) {
    String shown =
        arguments.length() <= LONGEST
            ? arguments
            : arguments.substring(0, LONGEST)
                + " … (%d characters in all)".formatted(arguments.length());
    return "  " + question.tool() + " " + PlainText.line(shown);
  }

  static String answer(ApprovalEvent.Requested question, ApprovalEvent.Resolved answer) {
    String what =
        switch (answer.decision()) {
          case ALLOW_ONCE -> "Allowed";
          case ALLOW_SESSION -> "Allowed in this session";
          case ALLOW_ALWAYS -> "Allowed for good";
          case DENY -> "Not allowed";
        };
    String note = answer.note() == null ? "" : ": " + PlainText.line(answer.note());
    return what + ": " + question.tool() + note;
  }

  /** Takes a line as the answer to the oldest question. */
  static Step answer(Screen screen, String line) {
    String[] words = line.split("\\s+", 2);
    Decision decision = decision(words[0]);
    if (decision == null) {
      return Step.of(screen.hinted("A question waits: y once, s session, a always, n no."));
    }
    if (!screen.online()) {
      return Step.of(
          screen.hinted("Not connected: the answer stays here until you send it again."));
    }
    String note = words.length > 1 ? words[1] : null;
    ApprovalEvent.Requested oldest = screen.conversation().questions().getFirst();
    return Step.send(
        screen.with(screen.editor().with(Draft.EMPTY)).with(Scroll.BOTTOM),
        Requests.resolve(oldest.approvalId(), decision, note));
  }

  /** Answers as a line without the command would; without an answer, shows the question. */
  static Step approve(Screen screen, Screen sent, String line, Instant now) {
    if (screen.conversation().questions().isEmpty()) {
      return Step.of(sent.hinted("No question waits for an answer."));
    }
    return line.isEmpty() ? Step.of(sent.showing(QuestionCard.at(now))) : answer(screen, line);
  }

  private static @Nullable Decision decision(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "y", "yes" -> Decision.ALLOW_ONCE;
      case "s" -> Decision.ALLOW_SESSION;
      case "a" -> Decision.ALLOW_ALWAYS;
      case "n", "no" -> Decision.DENY;
      default -> null;
    };
  }
}
