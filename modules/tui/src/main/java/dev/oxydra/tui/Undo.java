package dev.oxydra.tui;

import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.FilesRestored;
import dev.oxydra.types.TurnId;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /undo} and {@code /rewind}, and what is said of them. */
final class Undo {
  /** How many paths are shown. */
  private static final int SHOWN = 10;

  private static final int PROMPT = 50;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

  private Undo() {}

  static Step undo(Screen screen, Screen sent) {
    return Requests.send(screen, sent, Requests::undo);
  }

  /**
   * @param argument a number of the list, a turn's id, or nothing for the list
   */
  static Step rewind(Screen screen, Screen sent, String argument) {
    List<Conversation.Kept> kept = screen.conversation().kept().reversed();
    if (argument.isEmpty()) {
      return Step.of(sent.notice(Entry.Level.INFO, list(kept)));
    }
    TurnId turn = turn(kept, argument);
    return turn == null
        ? Step.of(screen.hinted("There is no " + argument + " in the list that /rewind shows."))
        : Requests.send(screen, sent, session -> Requests.rewind(session, turn));
  }

  private static @Nullable TurnId turn(List<Conversation.Kept> kept, String argument) {
    if (argument.matches("\\d{1,4}")) {
      int number = Integer.parseInt(argument);
      return number < 1 || number > kept.size() ? null : kept.get(number - 1).turn();
    }
    return kept.stream()
        .map(Conversation.Kept::turn)
        .filter(turn -> turn.value().equals(argument))
        .findFirst()
        .orElse(null);
  }

  private static String list(List<Conversation.Kept> kept) {
    if (kept.isEmpty()) {
      return "No turn of this session has changed files.";
    }
    StringBuilder text = new StringBuilder("Your files as they were before (/rewind <number>):");
    for (int i = 0; i < kept.size(); i++) {
      Conversation.Kept it = kept.get(i);
      text.append(
          "\n%3d  %s  %s"
              .formatted(
                  i + 1, TIME.format(it.at().atZone(ZoneId.systemDefault())), start(it.prompt())));
    }
    return text.toString();
  }

  /** The beginning of a prompt, for a list. */
  static String start(String prompt) {
    return prompt.codePointCount(0, prompt.length()) > PROMPT
        ? prompt.substring(0, prompt.offsetByCodePoints(0, PROMPT)) + "…"
        : prompt;
  }

  /** What everybody in the session is told. */
  static String text(CheckpointEvent.Restored restored) {
    return "The files were brought back to an earlier state: %d changed."
        .formatted(restored.changed());
  }

  /** What is told to who asked for it. */
  static String text(FilesRestored restored) {
    long all = restored.rewritten() + restored.made() + restored.removed();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d brought back to what they were, %d made anew, %d removed."
            .formatted(restored.rewritten(), restored.made(), restored.removed()));
    lines.addAll(some("  ", restored.files(), all));
    if (!restored.notKept().isEmpty()) {
      lines.add("Not kept, and as they are now:");
      lines.addAll(some("  ", restored.notKept(), restored.notKept().size()));
    }
    if (all > 0) {
      lines.add("/rewind 1 takes this back.");
    }
    return String.join("\n", lines);
  }

  private static List<String> some(String indent, List<String> all, long of) {
    List<String> lines = new ArrayList<>();
    all.stream().limit(SHOWN).map(line -> indent + PlainText.line(line)).forEach(lines::add);
    if (of > lines.size()) {
      lines.add(indent + "and %d more".formatted(of - lines.size()));
    }
    return lines;
  }
}
