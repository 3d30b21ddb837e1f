package dev.oxydra.runtime;

import dev.oxydra.types.Delegation.Brief;
import dev.oxydra.types.ToolPolicy;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A brief as the prompt of the turn that it is for. */
final class BriefText {
  private static final String READ = "[Whoever asks has read what others wrote: ";

  private static final Pattern SOURCES =
      Pattern.compile("^" + Pattern.quote(READ) + "([^\\]\\n]+)\\]\n");

  private static final int NAME = 60;

  private BriefText() {}

  /**
   * The prompt.
   *
   * @param sources what the parent's turn has read: the child is asked about calls as if it had
   *     read that itself, since what it is told may come from there
   */
  static String of(Brief brief, Set<String> sources) {
    StringBuilder text = new StringBuilder();
    String strange = strangers(sources);
    if (!strange.isEmpty()) {
      text.append(READ).append(strange).append("]\n\n");
    }
    text.append(brief.goal().strip());
    if (!brief.keyFacts().isEmpty()) {
      text.append("\n\nWhat you have to know:");
      brief.keyFacts().forEach(fact -> text.append("\n- ").append(fact.strip()));
    }
    if (!brief.expectedOutput().isBlank()) {
      text.append("\n\nYour answer has to hold: ").append(brief.expectedOutput().strip());
    }
    return text.toString();
  }

  /** Those of some sources that are strangers, with commas between; empty for none. */
  static String strangers(Set<String> sources) {
    return new TreeSet<>(sources)
        .stream()
            .filter(source -> !source.isBlank() && ToolPolicy.isStrangers(source))
            .collect(Collectors.joining(","));
  }

  /** What whoever wrote this prompt had read, see {@link #strangers}. */
  static String sources(String prompt) {
    Matcher matcher = SOURCES.matcher(prompt);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** What its session is called. */
  static String name(Brief brief) {
    String line = brief.goal().strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= NAME ? line : ToolInvoker.start(line, NAME - 1) + "…";
  }
}
