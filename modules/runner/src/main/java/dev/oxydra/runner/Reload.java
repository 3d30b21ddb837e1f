package dev.oxydra.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What another configuration changes for a guest that runs.
 *
 * @param inForce the configuration that the guest has from now on
 * @param now what took effect, a line for each key
 * @param later what does when the guest is started the next time
 */
record Reload(Settings inForce, List<String> now, List<String> later) {
  Reload {
    now = List.copyOf(now);
    later = List.copyOf(later);
  }

  /**
   * Compares.
   *
   * @param had what is in force
   * @param next what was read
   * @param live the keys that have been put in force
   */
  static Reload of(Settings had, Settings next, Predicate<String> live) {
    Map<String, Settings.Value> inForce = new TreeMap<>(had.values());
    List<String> now = new ArrayList<>();
    List<String> later = new ArrayList<>();
    Set<String> keys = new TreeSet<>(had.values().keySet());
    keys.addAll(next.values().keySet());
    for (String key : keys) {
      Settings.Value before = had.values().get(key);
      Settings.Value after = next.values().get(key);
      if (before == null || after == null || !before.identity().equals(after.identity())) {
        // What is new altogether, as a provider, the guest has not been told of.
        boolean isLive = before != null && live.test(key);
        (isLive ? now : later).add(line(key, before, after));
        if (isLive) {
          inForce.put(key, after == null ? Settings.Value.of("") : after);
        }
      }
    }
    return new Reload(new Settings(inForce), now, later);
  }

  private static String line(
      String key, Settings.@Nullable Value before, Settings.@Nullable Value after) {
    String had = shown(before);
    String has = shown(after);
    return key + ": " + (had.equals(has) ? "changed" : had + " → " + has);
  }

  private static String shown(Settings.@Nullable Value value) {
    return value == null ? "(not there)" : value.shown();
  }

  /** For people. */
  String told(String whose) {
    if (now.isEmpty() && later.isEmpty()) {
      return whose + " has the configuration as it is; nothing has changed.";
    }
    StringBuilder told = new StringBuilder();
    part(told, whose + " has from now on:", now);
    part(told, whose + " has this when it is started again, with runner restart:", later);
    return told.toString().stripTrailing();
  }

  private static void part(StringBuilder told, String head, List<String> lines) {
    if (!lines.isEmpty()) {
      told.append(head).append('\n');
      lines.forEach(line -> told.append("  ").append(line).append('\n'));
    }
  }
}
