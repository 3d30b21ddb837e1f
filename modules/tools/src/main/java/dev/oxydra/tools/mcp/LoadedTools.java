package dev.oxydra.tools.mcp;

import dev.oxydra.types.SessionId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which tools {@code tool_search} has loaded, by session; of the last sessions that used it. */
final class LoadedTools {
  private static final int SESSIONS = 1000;
  private static final int MOST = 200;

  private final Map<SessionId, Set<String>> bySession =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Set<String>> eldest) {
          return size() > SESSIONS;
        }
      };

  synchronized void add(SessionId session, Collection<String> names) {
    Set<String> loaded = bySession.computeIfAbsent(session, s -> new HashSet<>());
    names.stream().filter(name -> loaded.size() < MOST).forEach(loaded::add);
  }

  synchronized Set<String> of(SessionId session) {
    return Set.copyOf(bySession.getOrDefault(session, Set.of()));
  }
}
