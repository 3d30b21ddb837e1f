package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What begins with a slash. */
final class Commands {
  private static final List<String> NAMES =
      List.of(
          "/new",
          "/sessions",
          "/switch",
          "/model",
          "/undo",
          "/rewind",
          "/cancel",
          "/help",
          "/quit");

  private static final String HELP =
      """
      /new [@agent] [name]  a new session, with another agent than the default one
      /sessions             the list of sessions
      /switch <id or name>  another session; the beginning of its id is enough
      /model [name]         which model answers; or asks provider/model, or default, from now on
      /undo                 brings your files back to what they were before the last change
      /rewind [number]      lists the turns before which files were kept, or goes back to one
      /cancel               cancels the running turn
      /quit                 leaves; your agent goes on
      y, s, a or n          and Enter answer a question about a tool call
      Enter                 sends; Alt+Enter or Ctrl+J begins a new line
      Up, Down              bring back what you sent
      PageUp, PageDown      scroll
      Ctrl+C                cancels a running turn; leaves when none runs
      Ctrl+A E K U W        edit as in a shell; Ctrl+L draws the screen again\
      """;

  private Commands() {}

  static Step run(Screen screen, String line) {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    Screen sent = screen.with(screen.editor().sent(line)).with(Scroll.BOTTOM);
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "/new" -> request(screen, sent, Requests.create(argument), Function.identity());
      case "/sessions" -> request(screen, sent, Requests.list(), it -> it.switchingTo(null));
      case "/switch" ->
          argument.isEmpty()
              ? Step.of(
                  screen.hinted("/switch needs the beginning of a session's id, or its name."))
              : request(screen, sent, Requests.list(), it -> it.switchingTo(argument));
      case "/model" -> ModelChoice.run(screen, sent, argument);
      case "/undo" -> Undo.undo(screen, sent);
      case "/rewind" -> Undo.rewind(screen, sent, argument);
      case "/cancel" -> Keys.cancel(sent);
      case "/help" -> Step.of(sent.notice(Entry.Level.INFO, HELP));
      case "/quit" -> Step.quit(sent);
      default ->
          Step.of(
              sent.notice(
                  Entry.Level.ERROR,
                  "There is no command %s; did you mean %s?"
                      .formatted(words[0], nearest(words[0]))));
    };
  }

  private static Step request(
      Screen screen, Screen sent, ClientFrame frame, Function<Screen, Screen> change) {
    return screen.online()
        ? Step.send(change.apply(sent), frame)
        : Step.of(screen.hinted("Not connected: the command stays here until you send it again."));
  }

  static String nearest(String word) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return NAMES.stream()
        .min(Comparator.comparingInt(it -> distance.apply(it, word)))
        .orElseThrow();
  }
}
