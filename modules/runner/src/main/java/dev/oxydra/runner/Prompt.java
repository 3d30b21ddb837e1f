package dev.oxydra.runner;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Questions on a terminal, which may be a dumb one, or a pipe.
 *
 * @param in where answers come from
 * @param out where questions go
 * @param silent whether nothing is asked and every default taken
 */
record Prompt(LineInput in, PrintWriter out, boolean silent) {
  /** The input has ended before the last answer. */
  static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * An answer that can be given.
   *
   * @param description for people
   * @param obstacle why it can't be given here, and what to do; null when it can
   */
  record Choice(String name, String description, @Nullable String obstacle) {
    static Choice of(String name, String description) {
      return new Choice(name, description, null);
    }
  }

  void say(String text) {
    out.println(text);
    out.flush();
  }

  /**
   * Asks for a text.
   *
   * @param check says what is wrong with an answer; null when nothing is
   */
  String text(String question, String fallback, Function<String, @Nullable String> check) {
    while (true) {
      String answer = ask(question, fallback);
      String wrong = check.apply(answer);
      if (wrong == null) {
        return answer;
      }
      refuse(wrong);
    }
  }

  boolean yes(String question, boolean fallback) {
    String answer =
        text(
            question,
            fallback ? "yes" : "no",
            given ->
                given.toLowerCase(Locale.ROOT).matches("y|yes|n|no") ? null : "Say yes or no.");
    return answer.toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** One of some, by its name or its number. */
  String choice(String question, List<Choice> choices, String fallback) {
    int number = 1;
    for (Choice choice : choices) {
      String text =
          choice.obstacle() == null ? choice.description() : "not here: " + choice.obstacle();
      say("  %d %-18s %s".formatted(number++, choice.name(), text));
    }
    String answer = text(question, fallback, given -> problem(named(given, choices), choices));
    return named(answer, choices);
  }

  private static String named(String given, List<Choice> choices) {
    return given.matches("[1-9]\\d?") && Integer.parseInt(given) <= choices.size()
        ? choices.get(Integer.parseInt(given) - 1).name()
        : given;
  }

  private static @Nullable String problem(String given, List<Choice> choices) {
    for (Choice choice : choices) {
      if (choice.name().equals(given)) {
        return choice.obstacle();
      }
    }
    return "Answer with one of: " + String.join(", ", choices.stream().map(Choice::name).toList());
  }

  /** Asks for a secret, of which nothing is shown. */
  String hidden(String question, Function<String, @Nullable String> check) {
    while (true) {
      String answer = in.readHidden(() -> show(question + ": "));
      say("");
      if (answer == null) {
        throw new EndedException();
      }
      String wrong = check.apply(answer.strip());
      if (wrong == null) {
        return answer.strip();
      }
      refuse(wrong);
    }
  }

  private String ask(String question, String fallback) {
    show(question + (fallback.isEmpty() ? ": " : " [" + fallback + "]: "));
    if (silent) {
      say("");
      return fallback;
    }
    String answer = in.read();
    if (answer == null) {
      throw new EndedException();
    }
    return answer.isBlank() ? fallback : answer.strip();
  }

  /** Nobody would ever give another answer. */
  private void refuse(String wrong) {
    say(wrong);
    if (silent) {
      throw new EndedException();
    }
  }

  private void show(String text) {
    out.print(text);
    out.flush();
  }
}
