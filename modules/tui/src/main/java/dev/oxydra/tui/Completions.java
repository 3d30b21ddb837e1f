package dev.oxydra.tui;

import dev.oxydra.types.SlashCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the word that is being typed may become.
 *
 * @param choices the best first
 * @param chosen which of them Tab takes
 */
record Completions(List<Choice> choices, int chosen) {
  private static final Completions NONE = new Completions(List.of(), 0);

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
    if (editor.choice() == Editor.NO_CHOICE || editor.history().isSearching()) {
      return NONE;
    }
    List<Choice> choices = commands(editor.draft());
    return choices.isEmpty()
        ? NONE
        : new Completions(choices, Math.floorMod(editor.choice(), choices.size()));
  }

  /** Those whose names begin so, then those that have it somewhere. */
  private static List<Choice> commands(Draft draft) {
    String text = draft.text().toLowerCase(Locale.ROOT);
    if (!text.startsWith("/") || !text.chars().skip(1).allMatch(Character::isLetter)) {
      return List.of();
    }
    String part = text.substring(1);
    return Arrays.stream(SlashCommand.values())
        .filter(command -> command.word().contains(part))
        .sorted((one, other) ->
            Boolean.compare(other.word().startsWith(text), one.word().startsWith(text)))
        .map(command ->
            new Choice(
                command.word(), command.usage(), command.does(), command.arguments().isEmpty()))
        .toList();
  }

  boolean isEmpty() {
    return choices.isEmpty();
  }

  Choice choice() {
    return choices.get(chosen);
  }

  /** The draft with the choice in the place of the word. */
  Draft taken() {
    return Draft.at(choice().text() + (choice().complete() ? "" : " "));
  }
}
