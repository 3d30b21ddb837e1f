package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.SlashCommand;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What begins with a slash. */
final class Commands {
  /** What is done at the keyboard besides. */
  private record Row(String keys, String does) {}

  private static final List<Row> KEYS =
      List.of(
          new Row("Enter", "sends; while a turn runs, the message waits for its end"),
          new Row("Alt+Enter, Ctrl+J", "a new line"),
          new Row("Tab", "completes a command"),
          new Row("Up, Down", "what you sent before; Ctrl+R finds it"),
          new Row("Up", "on an empty input: takes back the last message that waits"),
          new Row("PageUp, PageDown", "scroll"),
          new Row("Esc", "cancels a running turn; closes a list over the messages"),
          new Row("Ctrl+C", "cancels a running turn; leaves when none runs, or when pressed twice"),
          new Row("Ctrl+A E B F K U W Y", "edit as in a shell, Alt+B F D too; Ctrl+_ undoes"),
          new Row("Ctrl+L", "draws the screen again"),
          new Row("y, s, a or n", "and Enter answer a question about a tool call"));

  private static final int USAGE_WIDTH = 28;

  private static final String HELP =
      Stream.concat(
              Arrays.stream(SlashCommand.values())
                  .map(command -> new Row(command.usage(), command.does())),
              KEYS.stream())
          .map(row -> DisplayWidth.pad(row.keys(), USAGE_WIDTH) + row.does())
          .collect(Collectors.joining("\n"));

  private Commands() {}

  static Step run(Screen screen, String line, Instant now) {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    Screen sent = screen.with(screen.editor().sent(line)).with(Scroll.BOTTOM);
    return SlashCommand.of(words[0])
        .map(command -> run(command, screen, sent, argument, now))
        .orElseGet(() ->
            Step.of(
                sent.notice(
                    Entry.Level.ERROR,
                    "There is no command %s; did you mean %s?"
                        .formatted(words[0], nearest(words[0])))));
  }

  private static Step run(
      SlashCommand command, Screen screen, Screen sent, String argument, Instant now) {
    if (argument.isEmpty() && !command.standsAlone()) {
      return Step.of(screen.hinted("%s needs more: %s".formatted(command.word(), command.usage())));
    }
    return switch (command) {
      case NEW -> request(screen, sent, Requests.create(argument));
      case SESSIONS -> request(screen, sent.switchingTo(null), Requests.list());
      case SWITCH -> request(screen, sent.switchingTo(argument), Requests.list());
      case RENAME -> Requests.send(screen, sent, it -> Requests.rename(it, argument));
      case ARCHIVE -> Requests.send(screen, sent, it -> Requests.archive(it, true));
      case UNARCHIVE -> Requests.send(screen, sent, it -> Requests.archive(it, false));
      case FORK -> Sessions.fork(screen, sent, argument);
      case MODEL -> ModelChoice.run(screen, sent, argument);
      case STEER -> Keys.steer(screen, argument);
      case CANCEL -> Keys.cancel(sent, now);
      case CANCELALL -> request(screen, sent, Requests.cancelAll());
      case APPROVE -> Questions.approve(screen, argument);
      case UNDO -> Undo.undo(screen, sent);
      case REWIND -> Undo.rewind(screen, sent, argument);
      case MEMORY -> Remembered.memory(screen, sent, argument);
      case FORGET -> Remembered.forget(screen, sent, argument);
      case RECALLED -> Remembered.recalled(screen, sent);
      case CONTEXT -> ContextView.context(screen, sent);
      case BUDGET -> ContextView.budget(screen, sent);
      case CONSTRAINT -> ContextView.constraint(screen, sent, argument);
      case MARK -> Marking.mark(screen, sent, argument);
      case STATUS -> request(screen, sent, Requests.status());
      case HELP -> Step.of(sent.notice(Entry.Level.INFO, HELP));
      case QUIT -> Step.quit(sent);
    };
  }

  private static Step request(Screen screen, Screen sent, ClientFrame frame) {
    return screen.online()
        ? Step.send(sent, frame)
        : Step.of(screen.hinted("Not connected: the command stays here until you send it again."));
  }

  static String nearest(String word) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return Arrays.stream(SlashCommand.values())
        .map(SlashCommand::word)
        .min(Comparator.comparingInt(it -> distance.apply(it, word)))
        .orElseThrow();
  }
}
