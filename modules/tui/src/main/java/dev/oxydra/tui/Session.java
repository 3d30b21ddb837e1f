package dev.oxydra.tui;

import dev.oxydra.types.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The session that is shown.
 *
 * @param name what its user calls it, null where it has no name
 */
record Session(SessionId id, @Nullable String name) {
  /** Its name, or its id where that is short, or the id's beginning. */
  String label() {
    if (name != null) {
      return PlainText.line(name);
    }
    return id.value().startsWith("runtime-")
        ? id.value()
        : id.value().substring(0, Math.min(13, id.value().length()));
  }
}
