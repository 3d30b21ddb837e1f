package dev.oxydra.tui;

import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.Selection;
import org.jspecify.annotations.Nullable;

/** Which model answers, and {@code /model}, which asks for another. */
final class ModelChoice {
  /** The agent's own. */
  static final String DEFAULT = "default";

  private ModelChoice() {}

  /**
   * The command.
   *
   * @param sent the screen without the command in its input
   * @param wish what stands after it, empty for nothing
   */
  static Step run(Screen screen, Screen sent, String wish) {
    if (wish.isEmpty()) {
      return screen.overview().served()
          ? Requests.send(screen, sent, Requests.models())
          : Step.of(sent.notice(Entry.Level.INFO, present(screen)));
    }
    if (wish.equalsIgnoreCase(DEFAULT)) {
      return Step.of(
          sent.choosing(null)
              .notice(Entry.Level.INFO, "The agent's own model answers from now on."));
    }
    try {
      Screen chosen = sent.choosing(parse(wish, screen.selection()));
      return Step.of(
          chosen.notice(
              Entry.Level.INFO,
              label(chosen) + " is asked from now on. /model default goes back."));
    } catch (IllegalArgumentException e) {
      return Step.of(screen.hinted("That is no model: " + e.getMessage() + "."));
    }
  }

  /** A model without a provider is one of the provider that answers now. */
  private static Selection parse(String wish, @Nullable Selection before) {
    if (wish.indexOf('/') < 0) {
      String provider = before == null ? null : before.provider();
      return new Selection(provider, new ModelId(wish).value(), null);
    }
    ModelRef model = ModelRef.parse(wish);
    return new Selection(model.provider().value(), model.model().value(), null);
  }

  private static String present(Screen screen) {
    String answered = screen.conversation().model();
    String asked = screen.selection() == null ? "The agent's own model" : label(screen);
    return asked
        + " is asked; "
        + (answered == null ? "none has answered here yet." : answered + " answered last.")
        + " /model provider/model asks for another, /model default for the agent's own.";
  }

  /** The model that is asked for, else the one that answered last; null while neither is known. */
  static @Nullable String label(Screen screen) {
    String asked = asked(screen);
    return asked == null ? screen.conversation().model() : asked;
  }

  /** The model that is asked for; null for the agent's own. */
  static @Nullable String asked(Screen screen) {
    Selection selection = screen.selection();
    if (selection == null) {
      return null;
    }
    return selection.provider() == null
        ? selection.model()
        : selection.provider() + "/" + selection.model();
  }
}
