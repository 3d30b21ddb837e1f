package dev.oxydra.runtime;

import dev.oxydra.types.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation was about, in sections of Markdown: a heading each, and an item a line.
 *
 * @param sections the items of each; those without any are missing
 */
record Summary(Map<Section, List<String>> sections) {
  /** Nothing was said. */
  static final Summary EMPTY = new Summary(Map.of());

  /** What is kept of a conversation, in this order. */
  enum Section {
    GOAL("Goal"),
    CONSTRAINTS("Constraints"),
    DECISIONS("Decisions"),
    OPEN("Open items"),
    DONE("Done"),
    FILES("Files touched");

    final String title;

    Section(String title) {
      this.title = title;
    }

    private static @Nullable Section of(String line) {
      String words = line.replaceAll("[#*:]", "").strip();
      return Stream.of(values())
          .filter(section -> section.title.equalsIgnoreCase(words))
          .findFirst()
          .orElse(null);
    }
  }

  Summary {
    sections = Map.copyOf(sections);
  }

  List<String> items(Section section) {
    return sections.getOrDefault(section, List.of());
  }

  /**
   * Reads one.
   *
   * @return null for a text without any of the sections
   */
  static @Nullable Summary parse(String markdown) {
    Map<Section, List<String>> sections = new EnumMap<>(Section.class);
    Section current = null;
    for (String line : markdown.lines().map(String::strip).toList()) {
      Section begun = line.startsWith("#") ? Section.of(line) : null;
      if (begun != null) {
        current = begun;
      } else if (current != null && !isNothing(line)) {
        sections.computeIfAbsent(current, section -> new ArrayList<>()).add(item(line));
      }
    }
    return sections.isEmpty() ? null : new Summary(sections);
  }

  private static String item(String line) {
    return line.replaceFirst("^(?:[-*•]|\\d+[.)])\\s+", "");
  }

  private static boolean isNothing(String line) {
    String word = key(item(line));
    return word.isEmpty() || word.equals("none") || word.equals("n a");
  }

  /** The same words, however they are written. */
  private static String key(String item) {
    return item.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  /** The sections, as they are read. */
  String text() {
    return Stream.of(Section.values())
        .filter(section -> !items(section).isEmpty())
        .map(section ->
            "## "
                + section.title
                + "\n"
                + items(section).stream()
                    .map(item -> "- " + item)
                    .collect(Collectors.joining("\n")))
        .collect(Collectors.joining("\n\n"));
  }

  /** As the model is shown it. */
  Message message() {
    return message(text());
  }

  static Message message(String text) {
    return Message.user(
        "<summary>\nWhat was said before this, summed up as it is too long to be shown:\n\n"
            + text
            + "\n</summary>");
  }

  /** What is said of some section, with what is missing there and nowhere else. */
  private Summary with(Section section, List<String> items) {
    Map<Section, List<String>> changed = new EnumMap<>(Section.class);
    changed.putAll(sections);
    changed.put(section, items);
    return new Summary(changed);
  }

  /**
   * This, which continues an earlier one: no constraint of that is lost, and no open item is that
   * isn't said to be done.
   *
   * @param files what tools changed, which nobody has to remember
   */
  Summary after(Summary earlier, List<String> files) {
    List<String> settled =
        Stream.concat(items(Section.OPEN).stream(), items(Section.DONE).stream()).toList();
    return with(
            Section.CONSTRAINTS,
            joined(earlier.items(Section.CONSTRAINTS), items(Section.CONSTRAINTS)))
        .with(
            Section.OPEN,
            joined(
                earlier.items(Section.OPEN).stream().filter(item -> !isIn(item, settled)).toList(),
                items(Section.OPEN)))
        .with(
            Section.FILES,
            joined(joined(earlier.items(Section.FILES), items(Section.FILES)), files));
  }

  private static List<String> joined(List<String> first, List<String> more) {
    List<String> all = new ArrayList<>(first);
    more.stream().filter(item -> !isIn(item, all)).forEach(all::add);
    return all;
  }

  private static boolean isIn(String item, List<String> items) {
    String wanted = key(item);
    return items.stream().map(Summary::key).anyMatch(each -> each.contains(wanted));
  }

  /**
   * As much as there is room for: what is least needed goes first, and goal, constraints and open
   * items stay.
   *
   * @param room in tokens
   */
  Summary within(long room, TokenCounter tokens) {
    Summary shorter = this;
    for (Section section : List.of(Section.DONE, Section.FILES, Section.DECISIONS)) {
      while (tokens.text(shorter.text()) > room && !shorter.items(section).isEmpty()) {
        List<String> items = shorter.items(section);
        shorter = shorter.with(section, items.subList((items.size() + 1) / 2, items.size()));
      }
    }
    return shorter;
  }
}
