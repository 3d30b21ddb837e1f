package dev.oxydra.tui;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What completions know of.
 *
 * @param files those of the workspace, relative to it
 * @param commands what a person's own commands say, by their names
 */
record Known(List<String> files, Map<String, String> commands) {
  static final Known NOTHING = new Known(List.of(), Map.of());

  Known {
    files = List.copyOf(files);
    commands = new TreeMap<>(commands);
  }

  Known files(List<String> now) {
    return new Known(now, commands);
  }

  Known commands(Map<String, String> now) {
    return new Known(files, now);
  }
}
