package dev.oxydra.tui;

import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.SlashCommand;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What begins with a slash. */
final class Commands {
  /** What is done at the keyboard besides. */
  private record Row(String keys, String does) {}

  private static final List<Row> KEYS =
      List.of(
          new Row("Enter", "sends; while a turn runs, the message waits for its end"),
          new Row("Ctrl+Enter", "tells the running turn, as /steer does; else sends"),
          new Row("Alt+Enter, Shift+Enter, Ctrl+J", "a new line"),
          new Row("Tab", "completes a command"),
          new Row("Up, Down", "what you sent before; Ctrl+R finds it"),
          new Row("Up", "on an empty input: takes back the last message that waits"),
          new Row("PageUp, PageDown", "scroll"),
          new Row("Esc", "cancels a running turn; closes a list over the messages"),
          new Row("Ctrl+C", "cancels a running turn; leaves when none runs, or when pressed twice"),
          new Row("Ctrl+A E B F K U W Y", "edit as in a shell, Alt+B F D too; Ctrl+_ undoes"),
          new Row("Ctrl+O", "shows all of tool calls and thoughts, or one line of each"),
          new Row("Ctrl+G", "writes the message in your editor (VISUAL, EDITOR)"),
          new Row("Ctrl+L", "draws the screen again"),
          new Row("Ctrl+Z", "goes to the shell that it was started from; fg comes back"),
          new Row("y, s, a or n", "answer a question about a tool call; a asks for Enter"));

  /** Stands in a person's own command for what is typed after it. */
  private static final String ARGUMENTS = "$ARGUMENTS";

  private static final int USAGE_WIDTH = 31;

  private static final Sheet HELP =
      new Sheet(
          "Help",
          Stream.concat(
                  Arrays.stream(SlashCommand.values())
                      .map(command -> new Row(command.usage(), command.does())),
                  KEYS.stream())
              .map(row -> Line.of(Line.Style.STRONG, row.keys(), Line.Style.PLAIN, row.does()))
              .toList(),
          USAGE_WIDTH,
          0);

  private Commands() {}

  static Step run(Screen screen, String line, Instant now) {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    Screen sent = screen.with(screen.editor().sent(line)).with(Scroll.BOTTOM);
    Optional<SlashCommand> command = SlashCommand.of(words[0]);
    if (command.isPresent()) {
      return run(command.get(), screen, sent, argument, now);
    }
    String own = screen.editor().known().commands().get(words[0].substring(1));
    return own == null
        ? Step.of(
            sent.notice(
                Entry.Level.ERROR,
                "There is no command %s; did you mean %s?".formatted(words[0], nearest(words[0]))))
        : Keys.send(screen, filled(own, argument));
  }

  /** What a person's own command says, with what stands after it. */
  private static String filled(String own, String argument) {
    return own.contains(ARGUMENTS)
        ? own.replace(ARGUMENTS, argument).strip()
        : (own.strip() + "\n\n" + argument).strip();
  }

  private static Step run(
      SlashCommand command, Screen screen, Screen sent, String argument, Instant now) {
    if (argument.isEmpty() && !command.standsAlone()) {
      return Step.of(screen.hinted("%s needs more: %s".formatted(command.word(), command.usage())));
    }
    Screen typing = screen.with(Draft.EMPTY);
    return switch (command) {
      case NEW -> Requests.send(screen, sent, Requests.create(argument));
      case SESSIONS -> Requests.send(screen, sent.switchingTo(null), Requests.list());
      case SWITCH -> Requests.send(screen, sent.switchingTo(argument), Requests.list());
      case HANDOFF -> Requests.send(screen, sent.switchingTo(Sessions.ELSEWHERE), Requests.list());
      case RENAME -> Requests.send(screen, sent, it -> Requests.rename(it, argument));
      case ARCHIVE -> Requests.send(screen, sent, it -> Requests.archive(it, true));
      case UNARCHIVE -> Requests.send(screen, sent, it -> Requests.archive(it, false));
      case FORK -> Sessions.fork(screen, sent, argument);
      case MODEL -> ModelChoice.run(screen, sent, argument);
      case STEER -> Keys.steer(screen, argument);
      case CANCEL -> Keys.cancel(sent, now);
      case CANCELALL -> Requests.send(screen, sent, Requests.cancelAll());
      case APPROVE -> Questions.approve(screen, sent, argument, now);
      case AGENT ->
          argument.isEmpty()
              ? Requests.send(screen, sent, Requests.agents())
              : Requests.send(screen, sent, Requests.create("--agent " + argument));
      case MODE -> Surroundings.mode(screen, sent, argument);
      case USAGE -> UsageView.run(screen, sent, argument);
      case SCHEDULE -> Requests.send(screen, sent, Requests.schedules());
      case SKILLS -> Requests.send(screen, sent, Requests.skills());
      case FIND -> Remembered.find(screen, sent, argument);
      case UNDO -> Undo.undo(screen, sent);
      case REWIND -> Undo.rewind(screen, sent, argument);
      case MEMORY -> Remembered.memory(screen, sent, argument);
      case FORGET -> Remembered.forget(screen, sent, argument);
      case RECALLED -> Remembered.recalled(screen, sent);
      case CONTEXT -> ContextView.context(screen, sent);
      case BUDGET -> ContextView.budget(screen, sent);
      case CONSTRAINT -> ContextView.constraint(screen, sent, argument);
      case MARK -> Marking.mark(screen, sent, argument);
      case ATTACH -> new Step(typing, List.of(new Effect.Attach(argument, null)));
      case EXPORT -> export(screen, sent, argument);
      case COPY -> Copying.copy(screen, sent, argument);
      case THEME -> Appearance.choose(screen, sent, argument);
      case STATUS -> Requests.send(screen, sent, Requests.status());
      case HELP -> Step.of(sent.showing(HELP));
      case QUIT -> Step.quit(sent);
    };
  }

  private static Step export(Screen screen, Screen sent, String argument) {
    return switch (argument) {
      case "", "markdown" ->
          Requests.send(screen, sent, it -> Requests.export(it, HistoryRequest.Format.MARKDOWN));
      case "jsonl" ->
          Requests.send(screen, sent, it -> Requests.export(it, HistoryRequest.Format.JSONL));
      default -> Step.of(screen.hinted("/export writes markdown or jsonl."));
    };
  }

  static String nearest(String word) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return Arrays.stream(SlashCommand.values())
        .map(SlashCommand::word)
        .min(Comparator.comparingInt(it -> distance.apply(it, word)))
        .orElseThrow();
  }
}
