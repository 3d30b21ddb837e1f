package dev.oxydra.testing;

import dev.oxydra.types.SessionId;
import java.util.Comparator;

/** What has an id within its session; ordered by the session first. */
record SessionKey(SessionId session, String id) implements Comparable<SessionKey> {
  private static final Comparator<SessionKey> ORDER =
      Comparator.comparing((SessionKey key) -> key.session().value()).thenComparing(SessionKey::id);

  @Override
  public int compareTo(SessionKey other) {
    return ORDER.compare(this, other);
  }
}
