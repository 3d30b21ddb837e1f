package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What begins with a slash. */
final class Commands {
  /**
   * What {@code /help} lists.
   *
   * @param usage how it is typed or pressed; a command begins with a slash
   */
  private record Row(String usage, String does) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("/new [@agent] [name]", "a new session, with another agent than the default one"),
          new Row("/sessions", "the list of sessions"),
          new Row("/switch <id or name>", "another session; the beginning of its id is enough"),
          new Row(
              "/model [name]",
              "which model answers; or asks provider/model, or default, from now on"),
          new Row("/undo", "brings your files back to what they were before the last change"),
          new Row(
              "/rewind [number]",
              "lists the turns before which files were kept, or goes back to one"),
          new Row(
              "/memory [words]", "lists the notes, or finds notes and messages; Enter goes there"),
          new Row("/forget <words>", "finds notes and messages, to be forgotten for good"),
          new Row("/recalled", "what was recalled for the last answer"),
          new Row("/context", "what the model is sent, and how much of its context that takes"),
          new Row("/budget", "what was spent, of what may be"),
          new Row(
              "/constraint [text]",
              "sets what holds in every turn; lists them; remove <number> takes one back"),
          new Row("/mark [number]", "lists what you wrote, or has one of that hold in every turn"),
          new Row("/cancel", "cancels the running turn"),
          new Row("/copy [code]", "the last answer, or the last code in it, for the clipboard"),
          new Row("/theme <name>", "colours: auto, dark, light or mono"),
          new Row("/help", "lists this"),
          new Row("/quit", "leaves; your agent goes on"),
          new Row("y, s, a or n", "and Enter answer a question about a tool call"),
          new Row("Enter", "sends; Alt+Enter or Ctrl+J begins a new line"),
          new Row("Up, Down", "bring back what you sent"),
          new Row("PageUp, PageDown", "scroll"),
          new Row("Esc", "closes a list over the messages"),
          new Row("Ctrl+C", "cancels a running turn; leaves when none runs"),
          new Row("Ctrl+A E K U W", "edit as in a shell; Ctrl+L draws the screen again"));

  private static final int USAGE_WIDTH = 22;

  private static final String HELP =
      ROWS.stream()
          .map(row -> DisplayWidth.pad(row.usage(), USAGE_WIDTH) + row.does())
          .collect(Collectors.joining("\n"));

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
      case "/memory" -> Remembered.memory(screen, sent, argument);
      case "/forget" -> Remembered.forget(screen, sent, argument);
      case "/recalled" -> Remembered.recalled(screen, sent);
      case "/context" -> ContextView.context(screen, sent);
      case "/budget" -> ContextView.budget(screen, sent);
      case "/constraint" -> ContextView.constraint(screen, sent, argument);
      case "/mark" -> Marking.mark(screen, sent, argument);
      case "/cancel" -> Keys.cancel(sent);
      case "/copy" -> Copying.copy(screen, sent, argument);
      case "/theme" -> Appearance.choose(screen, sent, argument);
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
    return ROWS.stream()
        .map(Row::usage)
        .filter(usage -> usage.startsWith("/"))
        .map(usage -> usage.replaceFirst(" .*", ""))
        .min(Comparator.comparingInt(it -> distance.apply(it, word)))
        .orElseThrow();
  }
}
