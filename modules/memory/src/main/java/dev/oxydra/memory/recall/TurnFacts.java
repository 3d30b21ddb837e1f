package dev.oxydra.memory.recall;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.ToolPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a turn had read at some point: of strangers, and of the memory. */
final class TurnFacts {
  private static final String SEARCH_TOOL = "memory_search";

  /** As the agent marks what strangers wrote. */
  private static final Pattern FENCE = Pattern.compile("^<untrusted source=\"([^\"]+)\">");

  /** As a search's result names a note. */
  private static final Pattern NOTE = Pattern.compile("\\bnote ([0-9A-Za-z-]{1,64})");

  private final Recollection recollection;
  private final SortedSet<String> strangers = new TreeSet<>();
  private final List<Echo> recalled = new ArrayList<>();

  TurnFacts(Recollection recollection) {
    this.recollection = recollection;
  }

  void add(Event event) {
    switch (event.payload()) {
      case EventPayload.ToolResulted result -> {
        addStrangers(result.text());
        if (result.name().equals(SEARCH_TOOL)) {
          addFound(event.seq(), result.text());
        }
      }
      case MemoryEvent.Recalled(List<Place> items) ->
          items.forEach(item -> add(recollection.of(item, event.seq())));
      default -> {}
    }
  }

  private void addStrangers(String text) {
    Matcher fence = FENCE.matcher(text);
    if (fence.find()) {
      for (String source : fence.group(1).split(",", -1)) {
        if (ToolPolicy.isStrangers(source)) {
          strangers.add(source);
        }
      }
    }
  }

  private void addFound(long seq, String text) {
    Set<String> from = new HashSet<>(Set.of(Echo.ofEvent(seq)));
    NOTE.matcher(text).results().forEach(found -> from.add(Echo.ofNote(found.group(1))));
    add(new Echo(from, Words.stems(Said.known(text))));
  }

  private void add(Echo echo) {
    if (!echo.stems().isEmpty()) {
      recalled.add(echo);
    }
  }

  /** Who speaks, as {@link dev.oxydra.types.MemoryStore.Recalled#source} says it. */
  String source(String speaker) {
    return speaker.equals(Said.USER) || strangers.isEmpty()
        ? speaker
        : speaker + "," + String.join(",", strangers);
  }

  /** Where a passage is from that repeats what was recalled; empty for one that doesn't. */
  Set<String> echoed(String passage) {
    Set<String> from = new HashSet<>();
    if (!recalled.isEmpty()) {
      Set<String> stems = new HashSet<>(Words.stems(passage));
      recalled.stream()
          .filter(echo -> echo.isRepeatedBy(stems))
          .forEach(echo -> from.addAll(echo.from()));
    }
    return from;
  }
}
