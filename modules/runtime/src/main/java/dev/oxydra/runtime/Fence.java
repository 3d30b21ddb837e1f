package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ToolPolicy;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Marks around what strangers wrote, which the system prompt tells the model to take for nothing
 * but information.
 */
final class Fence {
  private static final Pattern OPENED = Pattern.compile("^<untrusted source=\"([^\"]+)\">\n");

  /** What would end the fence, or begin another one, in whatever case and spacing. */
  private static final Pattern MARK = Pattern.compile("(?i)<(\\s*/?\\s*untrusted)");

  private Fence() {}

  static String around(String source, String text) {
    String inside = MARK.matcher(text).replaceAll("&lt;$1");
    return "<untrusted source=\"%s\">\n%s\n</untrusted>".formatted(source, inside);
  }

  /** Where the results of a turn came from, in fences and without. */
  static Set<String> sources(List<Event> turn) {
    return turn.stream()
        .map(Event::payload)
        .filter(EventPayload.ToolResulted.class::isInstance)
        .map(result -> source(((EventPayload.ToolResulted) result).text()))
        .flatMap(source -> Stream.of(source.split(",", -1)))
        .collect(Collectors.toSet());
  }

  private static String source(String text) {
    Matcher opened = OPENED.matcher(text);
    return opened.find() ? opened.group(1) : ToolPolicy.WORKSPACE;
  }
}
