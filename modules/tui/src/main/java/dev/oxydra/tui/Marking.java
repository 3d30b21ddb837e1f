package dev.oxydra.tui;

import dev.oxydra.types.Constraint;
import dev.oxydra.types.ContextRequest;
import java.util.List;

/** {@code /mark}: what the user has written in the session becomes a standing constraint. */
final class Marking {
  /** How many messages are listed. */
  private static final int SHOWN = 20;

  private Marking() {}

  /**
   * @param argument a number of the list, or nothing for the list
   */
  static Step mark(Screen screen, Screen sent, String argument) {
    List<String> said = said(screen);
    if (argument.isEmpty()) {
      return Step.of(sent.notice(Entry.Level.INFO, list(said)));
    }
    int number = argument.matches("\\d{1,4}") ? Integer.parseInt(argument) : 0;
    if (number < 1 || number > said.size()) {
      return Step.of(screen.hinted("There is no " + argument + " in the list that /mark shows."));
    }
    String text = said.get(number - 1).strip();
    return text.length() > Constraint.MAX_LENGTH
        ? Step.of(
            screen.hinted(
                "It has %d characters, a constraint may have %d: set a part of it with /constraint <text>."
                    .formatted(text.length(), Constraint.MAX_LENGTH)))
        : Requests.send(
            screen, sent, session -> new ContextRequest.AddConstraint(Requests.id(), text));
  }

  /** The latest first. */
  private static List<String> said(Screen screen) {
    return screen.conversation().entries().reversed().stream()
        .filter(Entry.User.class::isInstance)
        .map(entry -> ((Entry.User) entry).text())
        .limit(SHOWN)
        .toList();
  }

  private static String list(List<String> said) {
    if (said.isEmpty()) {
      return "You have not written anything in this session yet.";
    }
    StringBuilder text =
        new StringBuilder("What you wrote, to hold in every turn from now on (/mark <number>):");
    for (int i = 0; i < said.size(); i++) {
      text.append("\n%3d  %s".formatted(i + 1, Undo.start(PlainText.line(said.get(i)))));
    }
    return text.toString();
  }
}
