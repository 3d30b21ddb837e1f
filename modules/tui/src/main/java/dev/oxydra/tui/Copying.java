package dev.oxydra.tui;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code /copy}: the last answer, or the last code in it, for the clipboard. */
final class Copying {
  /** In bytes: xterm takes 100 kB of the sequence unless told otherwise, which is base64. */
  private static final int LONGEST = 74_000;

  private Copying() {}

  static Step copy(Screen screen, Screen sent, String what) {
    String answer = answer(screen.conversation().entries());
    if (!what.isEmpty() && !what.equals("code")) {
      return Step.of(screen.hinted("/copy takes the last answer, /copy code the last code in it."));
    }
    if (answer == null) {
      return Step.of(screen.hinted("There is no answer to copy."));
    }
    String text = what.isEmpty() ? answer : code(answer);
    return text == null
        ? Step.of(screen.hinted("There is no code in the last answer."))
        : put(screen, sent, text);
  }

  private static Step put(Screen screen, Screen sent, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST) {
      return Step.of(
          screen.hinted(
              "Too long for the clipboard: %s, and terminals take %s."
                  .formatted(Sizes.bytes(bytes), Sizes.bytes(LONGEST))));
    }
    return new Step(
        sent.notice(
            Entry.Level.INFO,
            "Copied %s, if your terminal lets programs use the clipboard (OSC 52)."
                .formatted(Sizes.bytes(bytes))),
        List.of(new Effect.Copy(text)));
  }

  private static @Nullable String answer(List<Entry> entries) {
    for (Entry entry : entries.reversed()) {
      if (entry instanceof Entry.Assistant said) {
        return said.text();
      }
    }
    return null;
  }

  /** What is in the last fence (CommonMark, 4.5); one that is still open ends with the text. */
  private static @Nullable String code(String answer) {
    String last = null;
    StringBuilder code = null;
    String fence = "";
    for (String line : answer.lines().toList()) {
      String text = line.strip();
      if (code == null && fence(text) > 0) {
        fence = text.substring(0, fence(text));
        code = new StringBuilder();
        last = "";
      } else if (code != null && closes(text, fence)) {
        code = null;
      } else if (code != null) {
        last = code.append(line).append('\n').toString();
      }
    }
    return last;
  }

  private static boolean closes(String text, String fence) {
    return text.startsWith(fence) && fence(text) == text.length();
  }

  /** How many signs of a fence a line begins with; 0 where it is none. */
  private static int fence(String text) {
    char sign = text.isEmpty() ? ' ' : text.charAt(0);
    int length = 0;
    while (length < text.length() && text.charAt(length) == sign) {
      length++;
    }
    return (sign == '`' || sign == '~') && length >= 3 ? length : 0;
  }
}
