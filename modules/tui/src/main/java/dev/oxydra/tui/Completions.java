package dev.oxydra.tui;

import dev.oxydra.types.SlashCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the word that is being typed may become.
 *
 * @param draft in which it stands, before the cursor
 * @param from where it begins
 * @param choices the best first
 * @param chosen which of them Tab takes
 */
record Completions(Draft draft, int from, List<Choice> choices, int chosen) {
  private static final Pattern COMMAND = Pattern.compile("/[\\p{L}\\d_-]*");
  private static final Pattern FILE = Pattern.compile("(?:^|\\s)@(\\S*)$");

  /** Of files; who wants another one types on. */
  private static final int MAX_FILES = 50;

  private static final int DESCRIPTION = 60;

  Completions {
    choices = List.copyOf(choices);
  }

  /**
   * One of them.
   *
   * @param text what stands in the draft then
   * @param shown how it is listed
   * @param does what it is, empty for nothing to say
   * @param complete whether nothing has to follow
   */
  record Choice(String text, String shown, String does, boolean complete) {}

  static Completions of(Editor editor) {
    Draft draft = editor.draft();
    if (editor.choice() == Editor.NO_CHOICE || editor.history().isSearching()) {
      return new Completions(draft, 0, List.of(), 0);
    }
    String before = draft.text().substring(0, draft.cursor());
    Matcher file = FILE.matcher(before);
    boolean ofFiles = file.find();
    List<Choice> choices =
        ofFiles
            ? files(editor.known(), file.group(1))
            : COMMAND.matcher(draft.text()).matches()
                ? commands(editor.known(), draft.text())
                : List.of();
    int chosen = choices.isEmpty() ? 0 : Math.floorMod(editor.choice(), choices.size());
    return new Completions(draft, ofFiles ? file.start(1) - 1 : 0, choices, chosen);
  }

  /** Those whose names begin so, then those that have it somewhere. */
  private static List<Choice> commands(Known known, String typed) {
    String text = typed.toLowerCase(Locale.ROOT);
    List<Choice> all = new ArrayList<>();
    for (SlashCommand command : SlashCommand.values()) {
      all.add(
          new Choice(
              command.word(), command.usage(), command.does(), command.arguments().isEmpty()));
    }
    known
        .commands()
        .forEach((name, says) ->
            all.add(new Choice("/" + name, "/" + name + " [text]", description(says), false)));
    return all.stream()
        .filter(choice -> choice.text().toLowerCase(Locale.ROOT).contains(text.substring(1)))
        .sorted(Comparator.comparing(choice -> !choice.text().startsWith(text)))
        .toList();
  }

  private static String description(String says) {
    String first = says.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    return DisplayWidth.shorten(PlainText.line(first.replaceFirst("^#+ *", "")), DESCRIPTION);
  }

  /** Those whose own names begin so come first. */
  private static List<Choice> files(Known known, String typed) {
    String part = typed.toLowerCase(Locale.ROOT);
    return known.files().stream()
        .filter(file -> file.toLowerCase(Locale.ROOT).contains(part))
        .sorted(Comparator.comparing(file -> !isNamed(file, part)))
        .limit(MAX_FILES)
        .map(file -> new Choice("@" + file, PlainText.line(file), "", false))
        .toList();
  }

  private static boolean isNamed(String file, String part) {
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.startsWith(part) || lower.substring(lower.lastIndexOf('/') + 1).startsWith(part);
  }

  boolean isEmpty() {
    return choices.isEmpty();
  }

  Choice choice() {
    return choices.get(chosen);
  }

  /** Whether the word is the choice already. */
  boolean isTyped() {
    return choice().text().equalsIgnoreCase(draft.text().substring(from, draft.cursor()));
  }

  /** The draft with the choice in the place of the word. */
  Draft taken() {
    String start = draft.text().substring(0, from) + choice().text();
    String begun = choice().complete() ? start : start + " ";
    return new Draft(begun + draft.text().substring(draft.cursor()), begun.length());
  }
}
