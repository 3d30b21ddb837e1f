package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the session that somebody means. */
final class SessionChoice {
  private static final int CANDIDATES = 5;

  private SessionChoice() {}

  /**
   * Those that a name can stand for: the one with that id, else those with that display name, else
   * those whose ids begin with it.
   *
   * @param sessions as {@code session_list} has them
   * @return their ids
   */
  static List<String> find(List<?> sessions, String name) {
    List<String> named = new ArrayList<>();
    List<String> begun = new ArrayList<>();
    for (Object each : sessions) {
      if (each instanceof Map<?, ?> session) {
        String id = PlainFrame.text(session, "session_id");
        if (id.equals(name)) {
          return List.of(id);
        }
        if (PlainFrame.text(session, "display_name").equals(name)) {
          named.add(id);
        }
        if (id.startsWith(name)) {
          begun.add(id);
        }
      }
    }
    return named.isEmpty() ? begun : named;
  }

  /** Why it is none. */
  static String problem(List<String> found, String name) {
    return found.isEmpty()
        ? "No session has the id or the name '" + name + "', or an id that begins so."
        : "'%s' can be %d sessions: %s%s. Give more of the id."
            .formatted(
                name,
                found.size(),
                String.join(", ", found.subList(0, Math.min(CANDIDATES, found.size()))),
                found.size() > CANDIDATES ? ", …" : "");
  }
}
